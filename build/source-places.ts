/** Where in the sources a line of a bundled module comes from, and which function it is in. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import { isFunction, type Node, parse, walk } from "./ast.js";
import type { BundledModule } from "./bundle-apart.js";
import { builtPath } from "./own-modules.js";
import { packageRoot } from "./package.js";

interface FunctionRange {
	name: string;
	first: number;
	last: number;
}

interface Module {
	map: TraceMap | null;
	/** Folder that the sources in the map are relative to. */
	folder: string;
	functions: FunctionRange[];
}

/** "HttpServer.find_" for a method, "serve" for a function; "" if it has no name. */
function nameOf(node: Node, above: readonly Node[]): string {
	const parent = above.at(-1);
	const named = (node.id ?? parent?.key ?? parent?.id) as Node | null | undefined;
	const name = typeof named?.name === "string" ? named.name : "";
	const at = above.findLastIndex(
		(each) => each.type.startsWith("Class") && each.type !== "ClassBody",
	);
	const owner = (above[at]?.id ?? above[at - 1]?.id) as Node | null | undefined; // of `var A = class`
	return parent?.type === "MethodDefinition" && owner ? `${owner.name}.${name}` : name;
}

function functionsOf(text: string): FunctionRange[] {
	const ranges: FunctionRange[] = [];
	walk(parse(text), (node, above) => {
		if (!isFunction(node)) return;
		const { start, end } = node.loc as { start: { line: number }; end: { line: number } };
		ranges.push({ name: nameOf(node, above), first: start.line, last: end.line });
	});
	return ranges;
}

/** "../../src/core/event.ts" as one reads it: "src/core/event.ts", or from where the command runs. */
function shortened(path: string): string {
	const inside = relative(packageRoot, path);
	return inside.startsWith("..") ? relative("", path) : inside;
}

export class Places {
	private readonly paths = new Map<string, string>();
	private readonly read = new Map<string, Module>();

	constructor(modules: readonly BundledModule[]) {
		for (const { name, path } of modules) this.paths.set(name, builtPath(name) ?? path);
	}

	private module(name: string): Module | null {
		const known = this.read.get(name);
		if (known !== undefined) return known;
		const path = this.paths.get(name);
		if (path === undefined) return null;
		const mapped = existsSync(`${path}.map`);
		const module = {
			map: mapped ? new TraceMap(readFileSync(`${path}.map`, "utf8")) : null,
			folder: dirname(path),
			functions: functionsOf(readFileSync(path, "utf8")),
		};
		this.read.set(name, module);
		return module;
	}

	/** "src/core/event-base.ts:187" for "evlite/core/event-base:37", the same text if nothing is known. */
	source(where: string): string {
		const [, name, line] = /^(.*):(\d+)$/.exec(where) ?? [];
		const module = name === undefined ? null : this.module(name);
		const map = module?.map;
		if (module === null || map === null || map === undefined) return where;
		const segment = decodedMappings(map)[Number(line) - 1]?.find((each) => each.length > 1);
		if (segment === undefined) return where;
		const [, source, sourceLine] = segment as [number, number, number, number];
		const path = resolve(module.folder, map.sources[source] ?? "");
		return `${shortened(path)}:${sourceLine + 1}`;
	}

	/** "evlite/core/event-base gather" for "evlite/core/event-base:187"; the module alone outside of functions. */
	functionAt(where: string): string {
		const [, name, line] = /^(.*):(\d+)$/.exec(where) ?? [];
		const module = name === undefined ? null : this.module(name);
		if (module === null) return name ?? where;
		const at = Number(line);
		const around = module.functions.findLast(({ first, last }) => first <= at && at <= last);
		return around === undefined ? name : `${name} ${around.name || "(anonymous)"}`;
	}
}
