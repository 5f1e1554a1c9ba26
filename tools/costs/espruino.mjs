/**
 * Variables that each set of imports takes on Espruino, with a program that uses it, and what an
 * HTTP server with two connections leaves: the last figures measured (`npm run figures:espruino`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process.mjs";

export function measure() {
	const text = readFileSync(join(root, "bench", "espruino-figures.json"), "utf8");
	const { flash, http, sets } = JSON.parse(text);
	const measured = {};
	for (const { name, jsVarsFlash, jsVarsRam } of sets) {
		measured[name] = { flash: jsVarsFlash, ram: jsVarsRam };
	}
	measured.http = {
		used: flash.variables - http.free,
		free: http.free,
		pooled: http.pooled,
		open: http.open,
	};
	return Promise.resolve(measured);
}
