export type { Backend } from "./backend.js";
export { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "./backend.js";
export { Descriptors } from "./descriptors.js";
export * from "./errno.js";
export type { EventOptions } from "./event.js";
export { Event } from "./event.js";
export type { EventBaseOptions } from "./event-base.js";
export { EventBase } from "./event-base.js";
export {
	activeByFd,
	cachedTicks,
	countPending,
	eventActive,
	eventAddTimeout,
	eventDropTimer,
	eventPending,
	eventPrioritySet,
	eventRemainingMs,
} from "./event-info.js";
export * from "./flags.js";
export type { Host, Turner } from "./host.js";
export { SocketAddress } from "./host.js";
export {
	gotBreak,
	gotExit,
	loopBreak,
	loopContinue,
	loopExit,
	loopExitAfter,
} from "./loop-control.js";
export { strerror } from "./strerror.js";
export { textBytes, textSize } from "./text.js";
export { EventWatch } from "./watch.js";
