/** What each set of imports costs in bytes of JavaScript. */
import { bundleSet, sizeOf } from "../../dist/cli/footprint/flash.js";
import { SETS } from "../../dist/cli/footprint/sets.js";

export async function measure() {
	const measured = {};
	for (const [name, names] of Object.entries(SETS)) {
		const { min, gzip } = await sizeOf(await bundleSet(names));
		measured[name] = { minified: min, gzipped: gzip };
	}
	const added = measured["core+select+dns"].gzipped - measured["core+select"].gzipped;
	measured["resolver-alone"] = { gzipped: added };
	return measured;
}
