/** Reads and writes a descriptor, for programs that use buffers without a bufferevent. */
import { EAGAIN, ENOBUFS } from "../core/errno.js";
import type { EvBuffer } from "./evbuffer.js";
import { commit, reserve } from "./evbuffer.js";

/**
 * Receives up to `count` bytes (-1 = as many as fit) from `fd` and appends them. Returns the count,
 * 0 at the end of the stream, -ENOBUFS if the buffer is full, -EAGAIN, or the connection's error.
 * libevent `evbuffer_read`.
 */
export function readFrom(buffer: EvBuffer, fd: number, count: number): number {
	const room = buffer.size - buffer.length;
	if (room === 0) return -ENOBUFS;
	const wanted = count >= 0 && count < room ? count : room;
	const at = reserve(buffer, wanted);
	const result = buffer.slab.host.recv(fd, buffer.slab.bytes, at, wanted);
	return result > 0 ? commit(buffer, result) : result;
}

/**
 * Sends up to `count` bytes (-1 = all) to `fd` and drops those sent. Returns the count, -EAGAIN
 * if the buffer is empty or the window full, or the connection's error. libevent
 * `evbuffer_write_atmost`.
 */
export function writeTo(buffer: EvBuffer, fd: number, count: number): number {
	const held = buffer.length;
	if (held === 0) return -EAGAIN;
	const wanted = count >= 0 && count < held ? count : held;
	const result = buffer.slab.host.send(fd, buffer.slab.bytes, buffer.at, wanted);
	return result > 0 ? buffer.drain(result) : result;
}
