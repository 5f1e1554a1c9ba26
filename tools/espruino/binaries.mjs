/** The interpreters that ESPRUINO names: paths of Linux builds, separated by colons. */
import { statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** Their absolute paths. Ends the process where there are none, or one that is no file. */
export function binaries(what) {
	const paths = (process.env.ESPRUINO ?? "").split(delimiter).filter((path) => path !== "");
	if (paths.length === 0) {
		console.log(`${what}: skipped, ESPRUINO does not name an interpreter (espruino for Linux)`);
		process.exit(0);
	}
	for (const path of paths) {
		if (statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
		console.error(`ESPRUINO: ${path}: no such file`);
		process.exit(1);
	}
	return paths.map((path) => resolve(path));
}
