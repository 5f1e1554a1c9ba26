/**
 * State shared by `evlite run` and the program it runs: the command stores its options, the
 * wrappers beside this file record what the program does. The bundle keeps this one module outside,
 * so that both sides share it.
 */
import type { Host } from "evlite";

/** A listener, or a datagram socket on a port of its own. */
export interface Listening {
	host: Host;
	fd: number;
	address: string;
	port: number;
	/** Its protocol: "http", "tcp" or "udp". */
	scheme: string;
}

export interface Session {
	/** Local port in place of the one the first listener asks for, if asked for. */
	port: number | undefined;
	/** The port that the first listener asked for. */
	firstPort: number | undefined;
	/** Local address of every listener, if asked for. */
	address: string | undefined;
	/** An HTTP server is being built: the next listener is its. */
	http: boolean;
	hosts: (Host & { readonly connections: number })[];
	/** What counts requests. */
	servers: { readonly requests: number }[];
	onListen: (listening: Listening) => void;
}

export const session: Session = {
	port: undefined,
	firstPort: undefined,
	address: undefined,
	http: false,
	hosts: [],
	servers: [],
	onListen() {},
};
