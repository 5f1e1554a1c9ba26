export type {
	BufferEventOptions,
	ConnectionCallback,
	ConnectionEventCallback,
} from "./bufferevent.js";
export { BufferEvent } from "./bufferevent.js";
export {
	BEV_EVENT_CLOSED,
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_READING,
	BEV_EVENT_TIMEOUT,
	BEV_EVENT_WRITING,
} from "./flags.js";
export type { LimitOptions } from "./limits.js";
export type { ListenerOptions } from "./listener.js";
export { Listener } from "./listener.js";
export { sendReference, triggerRead } from "./transfer.js";
