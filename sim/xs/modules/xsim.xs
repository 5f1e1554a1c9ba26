/* For tests and measurements only; no such module exists on a device. */
export function print(message) @ "sim_print";
export function gc() @ "sim_gc"; // a collection that does not count
export function exit(code) @ "sim_exit";
export function stat(which) @ "sim_stat"; // one of the numbers below; allocates nothing
export function snapshot(label) @ "sim_snapshot"; // a line on the control channel
export function count(requests) @ "sim_count";
export function pin(number, level) @ "sim_pin"; // an edge at an input
export function localPort(udp) @ "sim_local_port";
export function nothing() @ "sim_nothing";
function trace(message) @ "sim_trace";
globalThis.trace = trace;
export const SLOTS = 0, CHUNKS = 1, METER = 2, COLLECTIONS = 3, SLOTS_PEAK = 4, CHUNKS_PEAK = 5, STACK_PEAK = 6, FREE = 7,
	SLOT_SIZE = 8, CONNECTIONS = 9, FREE_MIN = 10;
