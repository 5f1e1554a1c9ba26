/** An example that runs on some host, and what can be done to it there. */
import type { ExecutionContext } from "ava";
import type { Expected } from "./expected.js";

export type Transport = "tcp" | "udp";

export interface Running {
	/** Lines that it has printed. */
	readonly lines: string[];
	/** What it did not handle, as it was printed. */
	errors(): string;
	/** Sends to its `port` and resolves once `enough` of what came back. */
	exchange(
		transport: Transport,
		port: number,
		bytes: Buffer,
		enough: (got: Buffer) => boolean,
	): Promise<Buffer>;
	press(pin: number): void;
	/** Returns whether it has ended by itself. */
	ended(): boolean;
	/** Waits until `done`. */
	until(what: string, done: () => boolean): Promise<void>;
}

/** Starts the example `name` on one host, for as long as the test runs. */
export type Start = (t: ExecutionContext, name: string, expected: Expected) => Promise<Running>;
