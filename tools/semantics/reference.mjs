/** What docs/ say about libevent's behaviours and functions: the only texts that the report reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process.mjs";

const REFERENCE = join(root, "docs", "libevent", "semantics.md");
const FUNCTIONS = join(root, "docs", "libevent", "functions.tsv");
const MAP = join(root, "docs", "LIBEVENT.md");

/** Sections whose numbers are the scope: 1 to 4 without TLS, util and the orders. */
const SCOPE = /^(1|2|3|3\.1|3\.2|4|11|13|1\.\d)$/;

/** Headers whose public functions docs/LIBEVENT.md names. */
export const HEADERS = [
	"event.h",
	"watch.h",
	"buffer.h",
	"bufferevent.h",
	"listener.h",
	"util.h",
	"dns.h",
];

/** A number as titles and tables write it. */
export const NUMBER = /\b[A-Z]{2}-\d{2}\b/g;

/** Splits a row of a Markdown table into its cells, without the outer bars. */
function cells(line) {
	const parts = line.replaceAll("\\|", "\u0000").split("|").slice(1, -1);
	return parts.map((part) => part.replaceAll("\u0000", "|").trim());
}

/** Every numbered behaviour, as `{ id, text, inScope }`, in the order of the reference. */
export function behaviours() {
	const found = [];
	let section = "";
	for (const line of readFileSync(REFERENCE, "utf8").split("\n")) {
		const heading = /^#+ (\d+(?:\.\d+)?)\.? /.exec(line);
		if (heading !== null) section = heading[1];
		if (!/^\| [A-Z]{2}-\d{2} \|/.test(line)) continue;
		const [id, text] = cells(line);
		found.push({ id, text, inScope: SCOPE.test(section) });
	}
	return found;
}

/** The numbers that docs/LIBEVENT.md lists as departures, each with its reason. */
export function departures() {
	const found = new Map();
	for (const line of readFileSync(MAP, "utf8").split("\n")) {
		if (!/^\| [A-Z]{2}-\d{2} \|/.test(line)) continue;
		const [id, , why] = cells(line);
		if (!why) throw new Error(`docs/LIBEVENT.md: ${id} departs without a reason`);
		found.set(id, why);
	}
	return found;
}

/** The public functions of the mapped headers, as `{ header, name }`. */
export function publicFunctions() {
	const rows = readFileSync(FUNCTIONS, "utf8").split("\n").slice(1);
	return rows
		.map((row) => row.split("\t"))
		.filter(([header, , kind]) => kind === "function" && HEADERS.includes(header))
		.map(([header, name]) => ({ header, name }));
}

/** The rows of the map, as `{ name, header, here, remark }`. */
export function mapRows() {
	const found = [];
	let header = "";
	for (const line of readFileSync(MAP, "utf8").split("\n")) {
		const heading = /^### event2\/(\S+)/.exec(line);
		if (heading !== null) header = heading[1];
		else if (line.startsWith("#")) header = "";
		if (header === "" || !line.startsWith("| `")) continue;
		const [name, here, remark] = cells(line);
		found.push({ header, name: name.replaceAll("`", ""), here, remark });
	}
	return found;
}
