/** The memory that a server will take, computed before it is made. */
import { slabStride } from "../evbuffer-lite/slab.js";
import type { HttpServerOptions } from "./server.js";

// objects on XS, whose slots take 16 bytes on a device (docs/MEMORY.md)
const SLOT_SIZE = 16;
const CONNECTION_SLOTS = 41; // a BufferEvent, two EvBuffers, an HttpRequest, their place in the pool
const CONNECTION_CHUNK = 16;
const SERVER_SLOTS = 124; // HttpServer, Listener, Room, Limits, Slab and a view of it, HeadMemo, the page, encoded texts, the Date
const SERVER_CHUNK = 624; // the table of tokens, the page, encoded texts

/** Bytes, but for `events` and `descriptors`. */
export interface HttpServerCost {
	/** Input and output of all connections: exact on every engine. */
	buffers: number;
	/** The head that is kept to recognise it when it is repeated: exact but on Espruino, which keeps it as a string. */
	memo: number;
	/** Objects of all connections, on XS. */
	connections: number;
	/** Objects and tables of the server itself, on XS. */
	server: number;
	/** The sum of these. */
	total: number;
	/** Slots of the event base: its `events` must allow for them. */
	events: number;
	/** Descriptors of the host when the pool is used up: its `descriptors` must allow for them. */
	descriptors: number;
}

/**
 * Returns what `new HttpServer(base, options)` takes, as a sum of its parts; routes and contents
 * come on top. Allocates the answer.
 * @setup
 */
export function httpServerCost(options: HttpServerOptions): HttpServerCost {
	const input = options.input === undefined ? 512 : options.input;
	const output = options.output === undefined ? 512 : options.output;
	const count = options.connections;
	const buffers = count * (slabStride(input) + slabStride(output));
	const memo = (input + 3) & ~3;
	const connections = count * (CONNECTION_SLOTS * SLOT_SIZE + CONNECTION_CHUNK);
	let server = SERVER_SLOTS * SLOT_SIZE + SERVER_CHUNK;
	const fields = options.fields === undefined ? [] : options.fields;
	for (let i = 0; i < fields.length; i++) server += fields[i].length + 1;
	return {
		buffers,
		memo,
		connections,
		server,
		total: buffers + memo + connections + server,
		events: count + 1,
		descriptors: count + 1,
	};
}
