/** evlite's public names: what the index of a folder exports, and the members of what it exports. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process.mjs";
import { parseSource } from "../sources.mjs";

const SRC = join(root, "src");
const HOSTS = join(root, "hosts");

function parse(path) {
	return parseSource({ path, text: readFileSync(path, "utf8") }).program.body;
}

/** The source that `specifier` names in the file at `path`. */
function target(path, specifier) {
	return join(path, "..", specifier).replace(/\.js$/, ".ts");
}

/** Names declared and exported by the file itself, each with the node that declares it. */
function declared(path) {
	const found = new Map();
	for (const node of parse(path)) {
		if (node.type !== "ExportNamedDeclaration" || node.declaration === null) continue;
		const { declaration } = node;
		if (declaration.type === "VariableDeclaration") {
			for (const each of declaration.declarations) found.set(each.id.name, each);
		} else found.set(declaration.id.name, declaration);
	}
	return found;
}

/** What an index exports, by name. */
function exported(path) {
	const found = declared(path);
	for (const node of parse(path)) {
		if (node.type === "ExportAllDeclaration") {
			for (const [name, each] of exported(target(path, node.source.value))) found.set(name, each);
		} else if (node.type === "ExportNamedDeclaration" && node.source !== null) {
			const from = exported(target(path, node.source.value));
			for (const { local, exported: as } of node.specifiers) {
				if (!from.has(local.name)) throw new Error(`${path}: ${local.name} is not there`);
				found.set(as.name, from.get(local.name));
			}
		}
	}
	return found;
}

/** Names of the public members of a class or an interface. */
function members(node) {
	const found = [];
	for (const member of node.body?.body ?? []) {
		const name = member.key?.name;
		if (name !== undefined && !name.endsWith("_")) found.push(name);
	}
	return found;
}

/** Every public name: "search", "EvBuffer", "EvBuffer.add". */
export function publicNames() {
	const found = new Set();
	const indexes = [SRC, HOSTS].flatMap((folder) =>
		readdirSync(folder).flatMap((each) => [
			join(folder, each, "index.ts"),
			join(folder, each, "signal.ts"),
		]),
	);
	for (const index of indexes.filter((path) => existsSync(path))) {
		const all = exported(index);
		for (const [name, node] of all) {
			found.add(name);
			for (const member of members(node)) found.add(`${name}.${member}`);
			for (let base = node.superClass?.name; all.has(base); base = all.get(base).superClass?.name) {
				for (const member of members(all.get(base))) found.add(`${name}.${member}`);
			}
		}
	}
	return found;
}
