/**
 * The functions on the path of every byte, by file: what a turn, a receive, a request and a reply
 * run through. They stay functions of their own; everything else of evlite's that is only called
 * is folded (fold.ts). Found with the profile of keep-alive requests; test/espruino compares.
 */
const HOT: Readonly<Record<string, string>> = {};

/** Tells whether function `name` of the source file `path` is to stay as it is. */
export function isHot(name: string, path: string): boolean {
	const [file] = /[^/\\]+\/[^/\\]+\.[jt]s$/.exec(path.replaceAll("\\", "/")) ?? [""];
	return (HOT[file.replace(/\.[jt]s$/, "")] ?? "").split(" ").includes(name);
}
