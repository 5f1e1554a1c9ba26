export type { OnBufferChange } from "./callbacks.js";
export { addCallback, BufferCallback, BufferCallbacks, removeCallback } from "./callbacks.js";
export { byteAt, copyOut } from "./copyout.js";
export {
	EVBUFFER_EOL_ANY,
	EVBUFFER_EOL_CRLF,
	EVBUFFER_EOL_CRLF_STRICT,
	EVBUFFER_EOL_LF,
	EVBUFFER_EOL_NUL,
	eolSize,
	readln,
	searchEol,
} from "./eol.js";
export type { EvBufferOptions } from "./evbuffer.js";
export { commit, EvBuffer, reserve } from "./evbuffer.js";
export { addVectors, prependBuffer, removeBuffer } from "./move.js";
export { contiguousSpace, peek, pullup } from "./peek.js";
export { prepend } from "./prepend.js";
export { indexOfByte, search, searchRange } from "./search.js";
export { Slab } from "./slab.js";
export { readFrom, writeTo } from "./transfer.js";
