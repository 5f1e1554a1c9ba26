/** What a check finds in a script that was made of sources, listed with the places that it was made from. */
import { isAbsolute, join, relative } from "node:path";
import { originalPositionFor, type TraceMap } from "@jridgewell/trace-mapping";
import { CliError } from "./errors.js";

const SHOWN = 20; // findings that are listed

export interface Finding {
	at: number;
	text: string;
}

/** Throws a `CliError` that lists `findings` in `code`, if there are any; `folder` is what the map's paths begin at. */
export function refuse(
	device: string,
	findings: readonly Finding[],
	code: string,
	map: TraceMap,
	folder = "",
): void {
	const lines = new Set<string>();
	for (const { at, text } of findings) {
		const before = code.slice(0, at).split("\n");
		const column = before[before.length - 1].length;
		const { source, line } = originalPositionFor(map, { line: before.length, column });
		const path = source === null || isAbsolute(source) ? source : join(folder, source);
		lines.add(`${path === null ? "" : `${relative("", path)}:${line}: `}${text}`);
	}
	if (lines.size === 0) return;
	const shown = [...lines].slice(0, SHOWN);
	if (lines.size > SHOWN) shown.push(`and ${lines.size - SHOWN} more`);
	throw new CliError(`not for ${device}:\n  ${shown.join("\n  ")}`);
}
