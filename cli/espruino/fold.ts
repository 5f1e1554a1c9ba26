/**
 * Folds cold functions away. On Espruino a function whose text is in flash costs 5 variables and
 * one more for each parameter, for as long as the program runs; but what stands inside a function
 * costs nothing until that runs. So functions that are not on the path of every byte go into a few
 * outer ones, which make the one that is asked for, for the time of the call: `f(a, b)` becomes
 * `W(3)(a, b)`. It costs a few microseconds a call and 7 for each kilobyte of text passed over.
 *
 * Each statement at the top gets a line of its own: the trace of an exception has as many blanks as
 * its columns, up to the end of what was one line, and 11 of them cost a variable.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { Mapped } from "./lower.js";
import { isReference, isTop, type Node, walk } from "./walk.js";

/** Stands for the program above what is walked. */
const PROGRAM: Node = { type: "Program", start: 0, end: 0 };
const COLD_BYTES = 8192; // text of one outer function: what a call may have to pass over
const WARM_BYTES = 1024; // a call reads the whole of its group, whichever function it wants

/** The functions at the top that are only ever called, by name. */
function callable(program: Node, scopes: Map<Node, Set<string>>): Map<string, Node> {
	const found = new Map<string, Node>();
	for (const node of program.body as Node[]) {
		if (node.type === "FunctionDeclaration") found.set((node.id as Node).name as string, node);
	}
	walk(program, (node, above) => {
		if (node.type !== "Identifier" || !isReference(node, above)) return;
		const parent = above[above.length - 1];
		if (parent.type === "FunctionDeclaration" && parent.id === node) return;
		if (parent.type === "CallExpression" && parent.callee === node) return;
		if (isTop(node, above, scopes)) found.delete(node.name as string); // a value
	});
	return found;
}

/** A name from `prefix` that the script does not use, and takes it. */
function fresh(prefix: string, taken: Set<string>): string {
	let index = 0;
	while (taken.has(`${prefix}${index}`)) index++;
	taken.add(`${prefix}${index}`);
	return `${prefix}${index}`;
}

/** The names of the functions in each outer function, which holds up to `limit` bytes or one function. */
function groups(functions: Map<string, Node>, limit: number): string[][] {
	const found: string[][] = [];
	let bytes = limit;
	for (const [name, node] of functions) {
		bytes += node.end - node.start;
		if (bytes > limit) {
			found.push([]);
			bytes = node.end - node.start;
		}
		found[found.length - 1].push(name);
	}
	return found;
}

/** The functions of `all` that are as warm as `heat`; the warm ones by size, so that most are near. */
function chosen(all: Map<string, Node>, heats: Map<string, number>, heat: number) {
	const found = [...all].filter(([name]) => heats.get(name) === heat);
	const size = ({ start, end }: Node) => end - start;
	return new Map(heat === 0 ? found : found.sort(([, a], [, b]) => size(a) - size(b)));
}

/** Returns code[node] with every call of a cold function through the one that makes it. */
function rewrite(
	code: string,
	node: Node,
	cold: ReadonlyMap<string, string>,
	scopes: Map<Node, Set<string>>,
): string {
	const places: { start: number; end: number; text: string }[] = [];
	walk(
		node,
		(each, above) => {
			const parent = above[above.length - 1];
			if (each.type !== "Identifier" || parent.type !== "CallExpression") return;
			const found = parent.callee === each ? cold.get(each.name as string) : undefined;
			if (found !== undefined && isTop(each, above, scopes))
				places.push({ start: each.start, end: each.end, text: found });
		},
		[PROGRAM],
	);
	places.sort((a, b) => a.start - b.start);
	let text = "";
	let at = node.start;
	for (const place of places) {
		text += code.slice(at, place.start) + place.text;
		at = place.end;
	}
	return text + code.slice(at, node.end);
}

/**
 * Folds every function of `script` that is only called and that `heatOf` does not want to keep. It
 * gets a name and a file as they are in the source, and answers 2 to keep the function, 1 for a
 * small group, 0 for a large one.
 */
export function fold(script: Mapped, heatOf: (name: string, source: string) => number): string {
	const { code } = script;
	const trace = new TraceMap(script.map as never);
	const program = parse(code, { ecmaVersion: 2022, sourceType: "script" }) as unknown as Node;
	const scopes = new Map<Node, Set<string>>();
	const functions = callable(program, scopes);
	const heats = new Map<string, number>();
	for (const [name, { id }] of functions) {
		const place = originalPositionFor(trace, { line: 1, column: (id as Node).start });
		heats.set(name, place.source === null ? 2 : heatOf(place.name ?? name, place.source));
	}
	const taken = new Set<string>();
	walk(program, (node) => {
		if (node.type === "Identifier") taken.add(node.name as string);
	});
	const outer = [
		...groups(chosen(functions, heats, 1), WARM_BYTES),
		...groups(chosen(functions, heats, 0), COLD_BYTES),
	];
	const cold = new Map<string, string>(); // what makes each
	const makers = outer.map((names) => {
		const maker = fresh("$", taken);
		names.forEach((name, index) => {
			cold.set(name, `${maker}(${index})`);
		});
		return maker;
	});
	const which = fresh("_", taken);
	const making = outer.map((names, index) => {
		const cases = names.map((name, at) => {
			const text = rewrite(code, functions.get(name) as Node, cold, scopes);
			return `case ${at}:return ${text.replace(/^function\s+[\w$]+/, "function")};`;
		});
		return `function ${makers[index]}(${which}){switch(${which}){${cases.join("")}}}`;
	});
	const lines = [];
	for (const node of program.body as Node[]) {
		const isFolded =
			node.type === "FunctionDeclaration" && cold.has((node.id as Node).name as string);
		if (!isFolded) lines.push(rewrite(code, node, cold, scopes));
	}
	const isStrict = lines[0] === '"use strict";';
	return [...lines.slice(0, isStrict ? 1 : 0), ...making, ...lines.slice(isStrict ? 1 : 0)].join(
		"\n",
	);
}
