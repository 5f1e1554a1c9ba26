/** Reading TypeScript for the checks: files, parsing with positions, and walking the tree. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, visitorKeys } from "oxc-parser";

/** Every TypeScript file below `folders`, as `{ path, text }`; folders that do not exist are empty. */
export function readSources(folders) {
	const found = [];
	for (const folder of folders) {
		let entries = [];
		try {
			entries = readdirSync(folder, { recursive: true, withFileTypes: true });
		} catch (error) {
			if (error.code !== "ENOENT") throw error;
		}
		for (const entry of entries) {
			if (!entry.isFile() || !/(?<!\.d)\.ts$/.test(entry.name)) continue;
			const path = join(entry.parentPath, entry.name);
			found.push({ path, text: readFileSync(path, "utf8") });
		}
	}
	return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Parses one file; throws on a syntax error, with its place. */
export function parseSource({ path, text }) {
	const parsed = parseSync(path, text);
	if (parsed.errors.length > 0) {
		const [first] = parsed.errors;
		throw new SyntaxError(`${place(path, text, first.labels[0]?.start ?? 0)} ${first.message}`);
	}
	return parsed;
}

/** "path:line:column", as editors and CI read it. */
export function place(path, text, offset) {
	const before = text.slice(0, offset).split("\n");
	return `${path}:${before.length}:${before[before.length - 1].length + 1}`;
}

/** The nodes right below `node`, in the order of the source. */
export function children(node) {
	const found = [];
	for (const key of visitorKeys[node.type] ?? []) {
		const value = node[key];
		if (Array.isArray(value)) found.push(...value.filter((each) => each !== null));
		else if (value !== null && value !== undefined) found.push(value);
	}
	return found.sort((a, b) => a.start - b.start);
}

/** Prints the findings of a check; returns its exit code. */
export function conclude(findings, files) {
	for (const finding of findings) console.error(finding);
	if (findings.length > 0) console.error(`${findings.length} found in ${files} files`);
	return findings.length === 0 ? 0 : 1;
}
