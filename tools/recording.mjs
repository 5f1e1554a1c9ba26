/**
 * `npm run recording`: writes docs/bad-clients.svg, 20 seconds of `evlite run --host xs` as its
 * terminal shows them while 1,000 bad clients come and go and a good one asks once a second.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { freePort } from "./follow-readme.mjs";
import { root } from "./process.mjs";
import { badClients, goodClient } from "./recording/clients.mjs";
import { toSvg } from "./recording/svg.mjs";
import { Terminal } from "./terminal.mjs";

const SECONDS = 20;
const CLIENTS = 1000;
const COLUMNS = 80;
const DEVICE_ROWS = 3;
const FRAME_MS = 250;
const STARTING_MS = 300_000; // the first run compiles the engine
const OUT = join("docs", "bad-clients.svg");
const TITLE = "The memory of a simulated ESP8266 while 1,000 bad clients come and go";
const COMMAND = "npx evlite run main.ts --host xs";

/** The rows that the terminal shows. */
function rows(screen) {
	const buffer = screen.buffer.active;
	return Array.from({ length: DEVICE_ROWS }, (_, i) =>
		(buffer.getLine(i)?.translateToString(true) ?? "").replace(/:\d+\/$/, ":8080/"),
	);
}

function clientRows({ opened, kinds }, { asked, answered, slowestMs }) {
	const list = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
	return [
		`bad clients: ${opened.toLocaleString("en")} of ${CLIENTS.toLocaleString("en")}`,
		`  ${list.join(", ")}`,
		`good client: ${answered} of ${asked} answered, the slowest after ${(slowestMs / 1000).toFixed(2)} s`,
	];
}

const port = await freePort();
const program = "examples/http-hello/main.ts";
const device = new Terminal(
	`${process.execPath} dist/cli/main.js run ${program} --host xs --port ${port}`,
	root,
);
const screen = new xterm.Terminal({ cols: COLUMNS, rows: DEVICE_ROWS + 1, allowProposedApi: true });
screen.write(`$ ${COMMAND}\r\n`);
device.onOutput = (text) => screen.write(text);
try {
	await device.printed(/listening on /, STARTING_MS);
	const start = performance.now();
	const bad = badClients(port, CLIENTS, (SECONDS - 2) * 1000);
	const good = goodClient(port);
	const frames = [];
	while (performance.now() - start < SECONDS * 1000) {
		const text = [...rows(screen), "", ...clientRows(bad.counts, good.counts)];
		frames.push({ at: performance.now() - start, rows: text });
		await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
	}
	bad.stop();
	good.stop();
	const { asked, answered } = good.counts;
	if (answered < asked) throw new Error(`${asked - answered} requests of the good client failed`);
	writeFileSync(join(root, OUT), toSvg(TITLE, frames, SECONDS * 1000, COLUMNS));
	console.log(`${OUT}\n${frames.at(-1).rows.join("\n")}`);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	await device.interrupt();
}
process.exit(); // connections may be open
