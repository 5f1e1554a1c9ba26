/** Bytes of XS code of each set of imports, as the simulator counts them. */
import { runSet } from "../../dist/cli/footprint/device.js";
import { SETS } from "../../dist/cli/footprint/sets.js";
import { findSimulator } from "../../dist/sim/xs/build.js";

export async function measure() {
	process.env.EVLITE_XS_BITS ??= "native"; // code is the same with slots of either size
	try {
		await findSimulator();
	} catch {
		return null; // no C compiler
	}
	const measured = {};
	for (const [name, names] of Object.entries(SETS)) {
		const { bytecode, modules } = await runSet(names);
		measured[name] = { bytes: bytecode - modules.main };
	}
	return measured;
}
