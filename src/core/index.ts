export { ActiveLater, eventActiveLater } from "./active-later.js";
export { addressText, parseAddress, parseSocketAddress, socketAddressText } from "./address.js";
export type { Backend } from "./backend.js";
export { EV_FEATURE_EARLY_CLOSE, EV_FEATURE_FDS, EV_FEATURE_O1 } from "./backend.js";
export {
	bytesEqual,
	bytesEqualIgnoreCase,
	formatDecimal,
	formatHex,
	parseDecimal,
	parseHex,
} from "./bytes.js";
export { checkInvariants } from "./check-invariants.js";
export { formatDate } from "./date.js";
export { Descriptors } from "./descriptors.js";
export type { DispatchLimitOptions } from "./dispatch-limit.js";
export { DispatchLimit } from "./dispatch-limit.js";
export * from "./errno.js";
export type { EventOptions } from "./event.js";
export { Event } from "./event.js";
export type { EventBaseOptions } from "./event-base.js";
export { EventBase } from "./event-base.js";
export { eventBaseFree } from "./event-base-free.js";
export {
	activeByFd,
	cachedTicks,
	countEvents,
	EVENT_BASE_COUNT_ACTIVE,
	EVENT_BASE_COUNT_ADDED,
	eventActive,
	eventAddTimeout,
	eventDropTimer,
	eventPending,
	eventPrioritySet,
	eventRemainingMs,
	runningEvent,
	updateCachedTicks,
} from "./event-info.js";
export { eventFinalize, eventsFinalize } from "./finalize.js";
export * from "./flags.js";
export type { OnEach } from "./for-each.js";
export { dumpEvents, forEachEvent } from "./for-each.js";
export type { Host, Loop } from "./host.js";
export { SocketAddress } from "./host.js";
export { isLinkLocal, isLocalAddress, isLoopback, isNoHost } from "./local-address.js";
export {
	gotBreak,
	gotExit,
	loopBreak,
	loopContinue,
	loopExit,
	loopExitAfter,
} from "./loop-control.js";
export { numberSize, parseNumber } from "./numbers.js";
export type { OnOnce } from "./once.js";
export { eventOnce } from "./once.js";
export { strerror } from "./strerror.js";
export { textBytes, textSize } from "./text.js";
export { EVLITE_VERSION, EVLITE_VERSION_NUMBER } from "./version.js";
export { EventWatch } from "./watch.js";
export { weakRandom, weakRange } from "./weak-random.js";
