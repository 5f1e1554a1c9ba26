/** What a listener does when its pool is used up and a client waits; without a policy it waits. */
import type { Listener } from "./listener.js";

export interface Overload {
	/** Connections beside the pool: `attach_` takes so many events, each takes a descriptor when it is open. */
	readonly extra_: number;
	/** The listener has made its pool and is about to listen. */
	attach_(listener: Listener): void;
	/** A connection has been accepted as `fd`. */
	opened_(fd: number): void;
	/**
	 * Handles the client that waits first. Returns whether the listener may continue; with false it
	 * pauses until a connection returns to the pool or `resume_` is called.
	 */
	onOverload_(listener: Listener): boolean;
}
