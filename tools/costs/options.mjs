/**
 * What each optional feature adds to its set, gzipped, and how many of its functions and classes
 * are in that set without being imported: none.
 */
import { bundleSet, sizeOf } from "../../dist/cli/footprint/flash.js";
import { OPTIONS, SETS } from "../../dist/cli/footprint/sets.js";

/** The names of two sets together. */
function union(a, b) {
	const all = { ...a };
	for (const [folder, names] of Object.entries(b)) {
		all[folder] = [...new Set([...(all[folder] ?? []), ...names])];
	}
	return all;
}

function declares(code, name) {
	return new RegExp(`\\b(?:function ${name}|${name} = class)\\b`).test(code);
}

export async function measure() {
	const measured = {};
	const bases = new Map();
	for (const [name, { to, names }] of Object.entries(OPTIONS)) {
		if (!bases.has(to)) {
			const code = await bundleSet(SETS[to]);
			bases.set(to, { code, gzip: (await sizeOf(code)).gzip });
		}
		const base = bases.get(to);
		const code = await bundleSet(union(SETS[to], names));
		const missing = Object.values(names)
			.flat()
			.filter((each) => !declares(code, each));
		if (missing.length > 0) throw new Error(`${name}: ${missing} is not in its own bundle`);
		measured[name] = {
			added: (await sizeOf(code)).gzip - base.gzip,
			unimported: Object.values(names)
				.flat()
				.filter((each) => declares(base.code, each)).length,
		};
	}
	return measured;
}
