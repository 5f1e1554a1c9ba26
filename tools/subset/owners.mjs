/**
 * Owners: a private field, `x.name_`, is written by one file: the one that declares it or, where the
 * comment beside the declaration ends in "by FILE.ts", that one of its folder. Elements of an array in such a field
 * count as well. owners.json lists the writes elsewhere, "path name_": how many and why. It only
 * shrinks: an entry that is too high, or matches nothing, is an error too. Fields are known by name.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { children, parseSource, place } from "../sources.mjs";

/** Lower it with owners.json. The aim is 60. */
export const WRITES_MAX = 122;

const DECLARATIONS = new Set(["PropertyDefinition", "TSPropertySignature"]);

/** The exceptions of the repository. */
export function readExceptions() {
	return JSON.parse(readFileSync(new URL("owners.json", import.meta.url), "utf8"));
}

/** Calls `visit` with every node of `node`, and of types too. */
function walk(node, visit) {
	visit(node);
	for (const child of children(node)) walk(child, visit);
}

/** The name of the private field that `node` assigns to, or null. */
function written(node) {
	let target = null;
	if (node.type === "AssignmentExpression") target = node.left;
	else if (node.type === "UpdateExpression") target = node.argument;
	if (target === null) return null;
	for (;;) {
		if (target.type.startsWith("TS")) target = target.expression;
		else if (target.type === "MemberExpression" && target.computed) target = target.object;
		else break;
	}
	const isField = target.type === "MemberExpression" && !target.computed;
	return isField && target.property.name?.endsWith("_") ? target.property.name : null;
}

/** The files of its folder that comments of a source give its fields to, as "path name_", and what it declares. */
function declarations({ path, text }, program) {
	const names = new Set();
	const given = [];
	walk(program, (node) => {
		if (!DECLARATIONS.has(node.type) || node.key.type !== "Identifier") return;
		names.add(node.key.name);
		const line = text.slice(node.end, text.indexOf("\n", node.end));
		const by = /\/\/.*\bby ([\w.-]+\.ts)$/.exec(line);
		if (by !== null) given.push(`${join(dirname(path), by[1])} ${node.key.name}`);
	});
	return { names, given };
}

/**
 * Returns a line for each write that is neither the owner's nor an exception, and for each exception
 * that is too high.
 * @param {{ path: string, text: string }[]} sources
 * @param {Record<string, { writes: number, why: string }>} exceptions
 * @returns {string[]}
 */
export function checkOwners(sources, exceptions) {
	const files = sources.map((source) => {
		const { program } = parseSource(source);
		return { source, program, ...declarations(source, program) };
	});
	const given = new Set(files.flatMap((file) => file.given));
	const places = new Map();
	for (const { source, program, names } of files) {
		walk(program, (node) => {
			const name = written(node);
			if (name === null || names.has(name)) return;
			if (given.has(`${source.path} ${name}`)) return;
			const key = `${source.path} ${name}`;
			places.set(key, [...(places.get(key) ?? []), place(source.path, source.text, node.start)]);
		});
	}
	const findings = [];
	for (const [key, found] of places) {
		const allowed = exceptions[key]?.writes ?? 0;
		if (found.length <= allowed) continue;
		const name = key.split(" ")[1];
		for (const at of found.slice(allowed)) {
			findings.push(`${at} ${name} is another file's: call a function of that file`);
		}
	}
	let sum = 0;
	for (const [key, { writes, why }] of Object.entries(exceptions)) {
		const count = places.get(key)?.length ?? 0;
		sum += writes;
		if (count < writes) findings.push(`owners.json "${key}" allows ${writes}, there are ${count}`);
		if (!why) findings.push(`owners.json "${key}" says no why`);
	}
	if (sum > WRITES_MAX) findings.push(`owners.json allows ${sum} writes: at most ${WRITES_MAX}`);
	return findings;
}
