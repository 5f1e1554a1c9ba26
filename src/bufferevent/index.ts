export type {
	BufferEventOptions,
	ConnectionCallback,
	ConnectionEventCallback,
} from "./bufferevent.js";
export { BufferEvent } from "./bufferevent.js";
export type { LimitOptions } from "./connection-config.js";
export { DeferredCallbacks } from "./deferred.js";
export { EvictIdle } from "./evict-idle.js";
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
export type { ListenerOptions } from "./listener.js";
export { Listener } from "./listener.js";
export type { Overload } from "./overload.js";
export { BufferEventPair, pairPartner } from "./pair.js";
export {
	decrementReadLimit,
	decrementWriteLimit,
	getMaxToRead,
	getMaxToWrite,
	getReadLimit,
	getTokenBucketConfig,
	getWriteLimit,
	setMaxSingleRead,
	setMaxSingleWrite,
	setRateLimit,
} from "./rate-limit.js";
export {
	addToGroup,
	decrementGroupRead,
	decrementGroupWrite,
	freeGroup,
	groupReadLimit,
	groupWriteLimit,
	RateLimitGroup,
	removeFromGroup,
	resetGroupTotals,
	setGroupConfig,
	setGroupMinShare,
} from "./rate-limit-group.js";
export { limitConnections } from "./rate-limit-pool.js";
export { Refuse } from "./refuse.js";
export { replaceFd, setFd } from "./set-fd.js";
export {
	bufferEventPriority,
	bufferEventPrioritySet,
	getEnabled,
	highWatermark,
	lowWatermark,
	setTimeouts,
	setWatermark,
} from "./settings.js";
export type { TokenBucketOptions } from "./token-bucket.js";
export { EV_RATE_LIMIT_MAX, TokenBucketConfig } from "./token-bucket.js";
export { sendReference, triggerRead } from "./transfer.js";
export { BEV_TRIG_IGNORE_WATERMARKS, trigger, triggerEvent, triggerWrite } from "./trigger.js";
