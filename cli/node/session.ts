/**
 * What `evlite run` and the program it runs tell each other: the command sets what was asked for,
 * the wrappers beside this file note what the program does. The bundle leaves this one module
 * outside, so that both sides see the same.
 */
import type { Host } from "evlite";

/** A listener that was asked for. */
export interface Listening {
	host: Host;
	fd: number;
	address: string;
	port: number;
	/** It speaks HTTP. */
	http: boolean;
}

export interface Session {
	/** Local port of the first listener, if asked for. */
	port: number | undefined;
	/** Local address of every listener, if asked for. */
	address: string | undefined;
	/** An HTTP server is being built: the next listener is its. */
	http: boolean;
	/** Connections accepted. */
	connections: number;
	hosts: Host[];
	/** What counts requests. */
	servers: { readonly requests: number }[];
	onListen: (listening: Listening) => void;
	/** Listening has failed with `error`, an errno. */
	onListenError: (listening: Listening, error: number) => void;
}

export const session: Session = {
	port: undefined,
	address: undefined,
	http: false,
	connections: 0,
	hosts: [],
	servers: [],
	onListen() {},
	onListenError() {},
};
