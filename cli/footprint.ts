/** `evlite footprint`: what importing a module costs, and where the memory of a program goes. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CliError } from "../build/errors.js";
import { loadBoard } from "../sim/xs/board.js";
import { type Command, text, usageFailure } from "./options.js";

function write(path: string, content: string): void {
	try {
		writeFileSync(path, content);
	} catch (error) {
		throw new CliError(`${path}: ${(error as Error).message}`);
	}
}

/** On a terminal, prints what is being measured in one line; "" erases it. */
function showProgress(what: string): void {
	if (!process.stderr.isTTY) return;
	process.stderr.write(`\r\x1b[K${what === "" ? "" : `measuring ${what} ...`}`);
}

export const command: Command = {
	summary: "print what modules and programs cost in flash and RAM",
	usage: "footprint [PROGRAM.ts] [OPTIONS]",
	options: {
		json: { help: "print JSON" },
		html: { value: "FILE", help: "write a treemap of flash and RAM by module" },
		svg: { value: "FILE", help: "the same as a picture alone" },
		board: { value: "BOARD", help: "that the program runs on: esp8266 (if not given), esp32, ..." },
	},
	notes: `Columns: lines of source; bytes minified, and compressed; bytes of XS code; slots and bytes of chunks on XS
after start, with evlite preloaded; Espruino's variables, from RAM and with functions in flash, measured if ESPRUINO
names its interpreter, else the last committed ones. "-": not known.`,
	async run(parsed) {
		const [program, ...more] = parsed.positionals;
		if (more.length > 0) throw usageFailure(`one program at a time, not also ${more[0]}`);
		const board = text(parsed, "board", "esp8266");
		loadBoard(board); // an unknown one is reported first
		const { measure } = await import("./footprint/measure.js"); // the bundler is slow to load
		const entry = program === undefined ? null : resolve(program);
		const footprint = await measure(entry, board, showProgress).finally(() => showProgress(""));
		const { treemapHtml, treemapSvg } = await import("./footprint/treemap.js");
		if (typeof parsed.values.html === "string") write(parsed.values.html, treemapHtml(footprint));
		if (typeof parsed.values.svg === "string") write(parsed.values.svg, treemapSvg(footprint));
		if (parsed.values.json === true) console.log(JSON.stringify(footprint));
		else console.log((await import("./footprint/table.js")).footprintTable(footprint));
		return 0;
	},
};
