/**
 * The functions on the path of every byte, by file: what a turn, a receive, a request and a reply
 * run through. Hot ones run several times in a turn and stay functions of their own. Warm ones run
 * once and are folded into small groups, so that little text is passed over; everything else of
 * evlite's that is only called is folded into large ones (fold.ts).
 */
const HOT: Readonly<Record<string, string>> = {
	"bufferevent/deadlines": "readDue",
	"core/active-queue": "eventActivate",
	"core/descriptors": "descriptorSlot latch unlatch",
	"core/event-base": "wake",
	"espruino/stream": "inside",
};

const WARM: Readonly<Record<string, string>> = {
	"bufferevent/deadlines": "arm timeOf",
	"bufferevent/transfer": "isPending isQuiet receive sendReference",
	"core/descriptors": "descriptorAt descriptorsReady descriptorsRotate",
	"core/event-base": "gather turn",
	"core/event-table": "activateDescriptor nextDelay",
	"core/process-active": "processActive takeOff",
	"espruino/hold": "letGo",
	"espruino/index": "poll recv schedule ticks",
	"espruino/memo": "recallHead",
	"espruino/stream": "received",
	"http-lite/exchange": "finish",
	"http-lite/parser": "readHead",
	"http-lite/request": "pathIs reply",
	"http-lite/server": "find_",
};

function holds(list: Readonly<Record<string, string>>, name: string, path: string): boolean {
	const [file] = /[^/\\]+\/[^/\\]+\.[jt]s$/.exec(path.replaceAll("\\", "/")) ?? [""];
	return (list[file.replace(/\.[jt]s$/, "")] ?? "").split(" ").includes(name);
}

/** Heat of function `name` of the source file `path`: 2 = hot, 1 = warm, 0 = cold. */
export function heatOf(name: string, path: string): number {
	if (holds(HOT, name, path)) return 2;
	return holds(WARM, name, path) ? 1 : 0;
}
