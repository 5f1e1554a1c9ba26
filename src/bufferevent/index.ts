export type {
	BufferEventOptions,
	ConnectionCallback,
	ConnectionEventCallback,
} from "./bufferevent.js";
export { BufferEvent } from "./bufferevent.js";
export type { FilterFunction, FilterOptions } from "./filter.js";
export { FilterBufferEvent } from "./filter.js";
export {
	BEV_ERROR,
	BEV_EVENT_CLOSED,
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_READING,
	BEV_EVENT_TIMEOUT,
	BEV_EVENT_WRITING,
	BEV_FINISHED,
	BEV_FLUSH,
	BEV_NEED_MORE,
	BEV_NORMAL,
	BEV_OK,
} from "./flags.js";
export { bufferEventFlush } from "./flush.js";
export type { LimitOptions } from "./limits.js";
export type { ListenerOptions } from "./listener.js";
export { Listener } from "./listener.js";
export { BufferEventPair, pairPartner } from "./pair.js";
export { sendReference, triggerRead } from "./transfer.js";
export { BEV_TRIG_IGNORE_WATERMARKS, trigger, triggerWrite } from "./trigger.js";
