/**
 * Figures that the documents publish. A figure is between comments that name it by group, name
 * and figure, and is written as a whole number, or in kilobytes of 1,024:
 *
 *     <!--= size/core+select/gzipped kb -->2.9 KB<!--=-->
 *
 * A published figure is wrong when it is off by more than it was rounded by and one percent, so that
 * not every byte gained or lost is a change of the documents.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process.mjs";

const MARK = /<!--= ([^/ ]+)\/([^/ ]+)\/([^/ ]+)(?: (kb))? -->(.*?)<!--=-->/g;
const TOLERANCE = 0.01;

function write(value, unit) {
	return unit === "kb" ? `${(value / 1024).toFixed(1)} KB` : value.toLocaleString("en");
}

function isClose(text, value, unit) {
	const published = Number(text.replace(" KB", "").replaceAll(",", ""));
	const [now, rounding] = unit === "kb" ? [value / 1024, 0.05] : [value, 0];
	return Math.abs(published - now) <= rounding + TOLERANCE * Math.abs(now);
}

/** README and everything in docs. */
export function documents() {
	const docs = readdirSync(join(root, "docs"), { recursive: true })
		.filter((name) => name.endsWith(".md"))
		.map((name) => join("docs", name));
	return ["README.md", ...docs.sort()];
}

/**
 * Holds the figures published in `text` against `measured`, { group: { name: { figure: number } } };
 * groups that were not measured are passed over.
 * @returns {{ text: string, wrong: string[] }} the text with the figures as measured, and what was wrong
 */
export function renew(text, measured) {
	const wrong = [];
	const renewed = text.replace(MARK, (all, group, name, figure, unit, published) => {
		if (measured[group] === undefined) return all;
		const value = measured[group][name]?.[figure];
		const mark = `${group}/${name}/${figure}`;
		if (typeof value !== "number") {
			wrong.push(`${mark} is published but not measured`);
			return all;
		}
		if (isClose(published, value, unit)) return all;
		const now = write(value, unit);
		wrong.push(`${mark} is published as ${published}, measured as ${now}`);
		return all.replace(`-->${published}<`, `-->${now}<`);
	});
	return { text: renewed, wrong };
}

/** Holds all documents against what was measured; with `repair` writes what was measured. */
export function checkDocuments(measured, repair) {
	return documents().flatMap((document) => {
		const path = join(root, document);
		const before = readFileSync(path, "utf8");
		const { text, wrong } = renew(before, measured);
		if (repair && text !== before) writeFileSync(path, text);
		return wrong.map((each) => `${document}: ${each}`);
	});
}
