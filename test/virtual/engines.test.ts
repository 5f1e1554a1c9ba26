/** The same seeds give the same traces on Node and on XS. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { bundleApart } from "../../build/bundle-apart.js";
import { startSimulator } from "../../sim/xs/run.js";
import { within } from "../wait.js";
import { runSeed } from "./swarm/run.js";

test("the traces of seeds 1 to 10, byte for byte, on Node and on XS", async (t) => {
	process.env.EVLITE_XS_BITS ??= "native";
	const folder = mkdtempSync(join(tmpdir(), "evlite-engines-"));
	const [main, ...preloaded] = await bundleApart({
		entry: join(import.meta.dirname, "..", "xs", "swarm-digests.ts"),
		folder,
		external: ["xsim"],
	});
	let output = "";
	const add = (text: string) => {
		output += text;
	};
	const simulation = await startSimulator({
		extra: ["--stack", "1024", "--static", "2097152"],
		main,
		modules: preloaded,
		onOutput: add,
		onComplaint: add,
	});
	await within("the seeds on XS", simulation.result, 120_000);
	rmSync(folder, { recursive: true, force: true });
	const lines: string[] = [];
	for (let seed = 1; seed <= 10; seed++) {
		const { digest, checks, failure } = runSeed(seed, null, true);
		lines.push(`${seed} ${digest} ${checks} ${failure}`);
	}
	t.is(output, `${lines.join("\n")}\n`);
});
