/**
 * The functions on the path of every byte, by file: what a turn, a receive, a request and a reply
 * run through. These warm ones are folded into small groups, so that little text is passed over, or
 * stay functions of their own (--fast); everything else of evlite's that is only called is folded
 * into large ones (fold.ts).
 */
export const WARM: Readonly<Record<string, string>> = {
	"bufferevent/deadlines": "arm readDue",
	"bufferevent/transfer": "isPending isQuiet receive sendReference",
	"core/active-queue": "eventActivate",
	"core/descriptors":
		"descriptorAt descriptorSlot descriptorsReady descriptorsRotate latch unlatch",
	"core/event-base": "gather turn wake",
	"core/event-table": "activateDescriptor nextDelay",
	"core/host-checks": "inRange",
	"core/process-active": "processActive takeOff",
	"espruino/host": "poll recv schedule ticks",
	"espruino/pause": "resume",
	"espruino/stream": "received",
	"http-lite/exchange": "finish",
	"http-lite/memo.espruino": "recallHead",
	"http-lite/parser": "readHead",
	"http-lite/request": "pathIs reply",
	"http-lite/server": "find_",
};

function holds(list: Readonly<Record<string, string>>, name: string, path: string): boolean {
	const [file] = /[^/\\]+\/[^/\\]+\.[jt]s$/.exec(path.replaceAll("\\", "/")) ?? [""];
	return (list[file.replace(/\.[jt]s$/, "")] ?? "").split(" ").includes(name);
}

/** Heat of function `name` of the source file `path`: 1 = warm, 0 = cold. */
export function heatOf(name: string, path: string): number {
	return holds(WARM, name, path) ? 1 : 0;
}
