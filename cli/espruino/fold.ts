/**
 * Folds cold functions away. On Espruino a function whose text is in flash costs 5 variables and
 * one more for each parameter, for as long as the program runs; but what stands inside a function
 * costs nothing until that runs. So functions that are not on the path of every byte go into a few
 * outer ones, which make the one that is asked for, for the time of the call: `f(a, b)` becomes
 * `W(3)(a, b)`. It costs a few microseconds a call and 7 for each kilobyte of text passed over.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { Mapped } from "./lower.js";
import { isReference, type Node, walk } from "./walk.js";

const GROUP_BYTES = 8192; // text of one outer function: what a call may have to pass over

interface Cold {
	node: Node;
	/** The expression that makes it. */
	call: string;
}

/** The functions at the top that are only ever called, by name. */
function callable(program: Node): Map<string, Node> {
	const found = new Map<string, Node>();
	for (const node of program.body as Node[]) {
		if (node.type === "FunctionDeclaration") found.set((node.id as Node).name as string, node);
	}
	walk(program, (node, above) => {
		if (node.type !== "Identifier" || !isReference(node, above)) return;
		const parent = above[above.length - 1];
		if (parent.type === "FunctionDeclaration" && parent.id === node) return;
		if (parent.type === "CallExpression" && parent.callee === node) return;
		found.delete(node.name as string); // a value, or another variable of that name
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

/** Shares out `names` over groups. Returns what makes each, by name, and the names of the outer functions. */
function group(functions: Map<string, Node>, taken: Set<string>): [Map<string, Cold>, string[]] {
	const cold = new Map<string, Cold>();
	const outer: string[] = [];
	let bytes = GROUP_BYTES;
	let index = 0;
	for (const [name, node] of functions) {
		if (bytes + node.end - node.start > GROUP_BYTES) {
			outer.push(fresh("$", taken));
			bytes = 0;
			index = 0;
		}
		bytes += node.end - node.start;
		cold.set(name, { node, call: `${outer[outer.length - 1]}(${index++})` });
	}
	return [cold, outer];
}

/** Returns code[node] with every call of a cold function through the one that makes it. */
function rewrite(code: string, node: Node, cold: ReadonlyMap<string, Cold>): string {
	const places: { start: number; end: number; text: string }[] = [];
	walk(node, (each) => {
		if (each.type !== "CallExpression") return;
		const callee = each.callee as Node;
		const found = callee.type === "Identifier" ? cold.get(callee.name as string) : undefined;
		if (found !== undefined)
			places.push({ start: callee.start, end: callee.end, text: found.call });
	});
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
 * Folds every function of `script` that is only called and that `hot` does not want to keep; `hot`
 * gets its name and its file as they are in the source.
 */
export function fold(script: Mapped, hot: (name: string, source: string) => boolean): string {
	const { code } = script;
	const trace = new TraceMap(script.map as never);
	const program = parse(code, { ecmaVersion: 2022, sourceType: "script" }) as unknown as Node;
	const functions = callable(program);
	for (const [name, { id }] of functions) {
		const place = originalPositionFor(trace, { line: 1, column: (id as Node).start });
		if (place.source === null || hot(place.name ?? name, place.source)) functions.delete(name);
	}
	const taken = new Set<string>();
	walk(program, (node) => {
		if (node.type === "Identifier") taken.add(node.name as string);
	});
	const [cold, outer] = group(functions, taken);
	const cases = new Map<string, string>(outer.map((name) => [name, ""]));
	let rest = "";
	for (const node of program.body as Node[]) {
		const found = node.type === "FunctionDeclaration" && cold.get((node.id as Node).name as string);
		const text = rewrite(code, node, cold);
		if (!found) {
			rest += text;
			continue;
		}
		const [, name, index] = /^(.+)\((\d+)\)$/.exec(found.call) as RegExpExecArray;
		const anonymous = text.replace(/^function\s+[\w$]+/, "function");
		cases.set(name, `${cases.get(name)}case ${index}:return ${anonymous};`);
	}
	const which = fresh("_", taken);
	const makers = outer
		.map((name) => `function ${name}(${which}){switch(${which}){${cases.get(name)}}}`)
		.join("");
	const [directive] = /^"use strict";/.exec(rest) ?? [""];
	return directive + makers + rest.slice(directive.length);
}
