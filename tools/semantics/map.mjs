/** Checks the map of docs/LIBEVENT.md: that it is complete, and that what it names exists. */
import { mapRows, publicFunctions } from "./reference.mjs";

/** The names in a cell, without `new`, arguments and options: "EvBuffer.add". */
function namesIn(cell) {
	return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) =>
		code.replace(/^new /, "").replace(/\(.*$/, "").trim(),
	);
}

/**
 * Returns a line for each public function without a row, each row for no public function, each
 * row with neither a name nor a reason, and each name that evlite does not export.
 */
export function checkMap(names, rows = mapRows(), functions = publicFunctions()) {
	const findings = [];
	const seen = new Set();
	const known = new Set(functions.map(({ header, name }) => `${header} ${name}`));
	for (const { header, name, here, remark } of rows) {
		const key = `${header} ${name}`;
		if (seen.has(key)) findings.push(`docs/LIBEVENT.md: ${key} is there twice`);
		seen.add(key);
		if (!known.has(key)) findings.push(`docs/LIBEVENT.md: ${key} is no public function`);
		const mapped = namesIn(here);
		if (mapped.length === 0 && !(here === "-" && remark)) {
			findings.push(`docs/LIBEVENT.md: ${key} has neither a name here nor a reason`);
		}
		for (const each of mapped) {
			if (!names.has(each)) findings.push(`docs/LIBEVENT.md: ${key}: evlite has no ${each}`);
		}
	}
	for (const key of known) {
		if (!seen.has(key)) findings.push(`docs/LIBEVENT.md: ${key} is missing`);
	}
	return findings;
}
