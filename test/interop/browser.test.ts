/** A browser opens the page of `npm start`, examples/http-hello, on Node and on the simulated ESP8266. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, runProgram, testWith } from "./programs.js";

const ROOT = join(import.meta.dirname, "..", "..");
const TRIES = 600; // 100 ms apart: the engine may have to be built first
const CHROMIUM = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

async function isServed(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { headers: { connection: "close" } })).ok;
	} catch {
		return false;
	}
}

/** Runs http-hello with `options` as long as `visit` takes, which gets the page's URL. */
async function withPage(options: string[], visit: (url: string) => Promise<void>): Promise<void> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}/`;
	const program = join(ROOT, "examples", "http-hello", "main.ts");
	const args = [join(ROOT, "dist", "cli", "main.js"), "run", program, "--port", `${port}`];
	const child = spawn(process.execPath, [...args, ...options], { stdio: "ignore" });
	try {
		for (let i = 0; !(await isServed(url)); i++) {
			if (i === TRIES || child.exitCode !== null) throw new Error(`${url} is not served`);
			await sleep(100);
		}
		await visit(url);
	} finally {
		if (child.exitCode === null) {
			child.kill("SIGINT");
			await once(child, "exit");
		}
	}
}

const HOSTS = { Node: [], "the simulated ESP8266": ["--host", "xs", "--board", "esp8266"] };

for (const [name, options] of Object.entries(HOSTS)) {
	testWith("chromium", `shows the page of ${name}, twice`, async (t) => {
		const folder = mkdtempSync(join(tmpdir(), "evlite-chromium-"));
		const own = [...CHROMIUM, `--user-data-dir=${folder}`, "--dump-dom"];
		try {
			await withPage(options, async (url) => {
				t.regex(await runProgram("chromium", ...own, url), />hello\n</);
				t.regex(await runProgram("chromium", ...own, `${url}?${"q".repeat(200)}`), />hello\n</);
			});
		} finally {
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		}
	});

	testWith("curl", `a cookie of 6 KB to ${name}`, async (t) => {
		await withPage(options, async (url) => {
			const cookie = `Cookie: session=${"c".repeat(6000)}`;
			t.is(await runProgram("curl", "-sS", "-H", cookie, url, url), "hello\nhello\n");
		});
	});
}
