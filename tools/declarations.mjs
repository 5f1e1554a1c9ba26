/**
 * Takes evlite's own names, those that end in "_", out of the published declarations, so that
 * editors offer only what is public and a host's types need none of its platform's.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { children, parseSource } from "./sources.mjs";

const MEMBERS = new Set([
	"MethodDefinition",
	"PropertyDefinition",
	"TSAbstractMethodDefinition",
	"TSAbstractPropertyDefinition",
	"TSMethodSignature",
	"TSPropertySignature",
]);

function ownMembers(node) {
	if (MEMBERS.has(node.type) && /_$/.test(node.key.name ?? "")) return [node];
	return children(node).flatMap(ownMembers);
}

/** Where `node` begins with its doc comment and its indentation. */
function beginning(text, comments, node) {
	const doc = comments.findLast(
		({ end }) => end <= node.start && text.slice(end, node.start).trim() === "",
	);
	return text.lastIndexOf("\n", doc?.start ?? node.start);
}

/** Imports that nothing refers to any more. */
function idleImports(text) {
	const { program, comments } = parseSource({ path: "x.d.ts", text });
	const imports = program.body.filter((node) => node.type === "ImportDeclaration");
	const rest = [...imports, ...comments]
		.sort((a, b) => b.start - a.start)
		.reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
	const ranges = [];
	for (const node of imports) {
		const used = node.specifiers.filter(({ local }) =>
			new RegExp(`\\b${local.name}\\b`).test(rest),
		);
		if (used.length === 0) ranges.push([node.start, node.end, ""]);
		else if (used.length < node.specifiers.length) {
			const names = used.map(({ start, end }) => text.slice(start, end)).join(", ");
			const [first] = node.specifiers;
			ranges.push([first.start, node.specifiers.at(-1).end, names]);
		}
	}
	return ranges;
}

function cut(text, ranges) {
	return ranges.reduceRight(
		(left, [start, end, put]) => left.slice(0, start) + put + left.slice(end),
		text,
	);
}

/**
 * Returns the declarations without evlite's own members.
 * @param {string} text
 * @returns {string}
 */
export function publicDeclarations(text) {
	const { program, comments } = parseSource({ path: "x.d.ts", text });
	const members = program.body.flatMap(ownMembers);
	const ranges = members.map((node) => [beginning(text, comments, node), node.end, ""]);
	const left = cut(text, ranges);
	return cut(left, idleImports(left));
}

/** Does so with every declaration file below `folder`. */
export function publishDeclarations(folder) {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !entry.name.endsWith(".d.ts")) continue;
		const path = join(entry.parentPath, entry.name);
		writeFileSync(path, publicDeclarations(readFileSync(path, "utf8")));
	}
}
