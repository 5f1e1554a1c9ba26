/**
 * Runs suites for tools/espruino.mjs, which sends their paths one by one: building their scripts keeps
 * a processor busy. Answers a path with what came of it on each interpreter.
 */
import { CliError } from "../../build/errors.js";
import { whyAbsent } from "./absent.mjs";
import { binaries } from "./binaries.mjs";
import { runSuite, skipSuite } from "./groups.mjs";
import { Suite, suiteName, titlesOf } from "./suites.mjs";

const paths = binaries("espruino");

async function run(path) {
	const titles = await titlesOf(path);
	const reason = whyAbsent(suiteName(path));
	if (reason !== undefined) return paths.map(() => skipSuite(titles, reason));
	const suite = await Suite.of(path, titles);
	const results = [];
	for (const binary of paths) {
		const start = performance.now();
		const tally = await runSuite(suite, binary);
		results.push({ ...tally, seconds: (performance.now() - start) / 1000 });
	}
	return results;
}

process.on("message", async (path) => {
	try {
		process.send({ results: await run(path) });
	} catch (error) {
		process.send({ error: error instanceof CliError ? error.message : error.stack });
	}
});

process.on("disconnect", () => process.exit()); // whatever else keeps it alive
