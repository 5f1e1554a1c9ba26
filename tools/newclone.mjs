/**
 * `npm run newclone [-- NAME ...]`: every script of package.json, or those named, in a clone of this
 * checkout in which nothing is installed or built. Each has to end, by itself or as Ctrl-C ends it,
 * with the exit code that belongs to it, and without a stack trace. Takes a quarter of an hour.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, root } from "./process.mjs";

const LIMIT_MS = 900_000;
const TRACE = /^\s+at .*(node:|\.m?[jt]s:)/m;

/**
 * Arguments by which a script takes no longer than it has to, the exit codes that are right (0 if
 * not given), and for one that serves the line after which it is interrupted.
 */
const HOW = {
	start: { args: ["--port", "0"], interrupt: /^listening on /m },
	unit: { args: ["test/core/timers"] },
	xs: { args: ["core/timers"] },
	model: { args: ["core/timers"] },
	interop: { args: ["interop/raw"], codes: [0, 1] }, // 1: programs of Debian are missing, by name
	budget: { codes: [2] }, // it asks for arguments
	bench: { args: ["--only", "timers", "--rounds", "1"] },
	mutants: { args: ["no-such-mutant"] },
	fuzz: { args: ["all", "--count", "10"] },
	virtual: { args: ["--seeds", "10"] },
	costs: { args: ["size"] },
	"test:espruino": { args: ["core/text"] },
};

/** Runs the script `name` in `folder`. Resolves to what is wrong with how it ran, "" if nothing. */
function run(folder, name) {
	const { args = [], codes = [0], interrupt } = HOW[name] ?? {};
	return new Promise((resolve) => {
		const child = spawn("npm", ["run", "-s", name, "--", ...args], {
			cwd: folder,
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let output = "";
		let isLate = false;
		const limit = setTimeout(() => {
			isLate = true;
			process.kill(-child.pid, "SIGKILL");
		}, LIMIT_MS);
		const add = (text) => {
			const was = interrupt?.test(output);
			output += text;
			if (!was && interrupt?.test(output)) process.kill(-child.pid, "SIGINT");
		};
		child.stdout.on("data", add);
		child.stderr.on("data", add);
		child.on("close", (code, signal) => {
			clearTimeout(limit);
			const tail = output.trimEnd().split("\n").slice(-20).join("\n");
			if (isLate) resolve(`does not end within ${LIMIT_MS / 1000} s\n${tail}`);
			else if (TRACE.test(output)) resolve(`a stack trace\n${tail}`);
			else if (signal === null && !codes.includes(code)) resolve(`exit code ${code}\n${tail}`);
			else if (signal !== null && interrupt === undefined) resolve(`${signal}\n${tail}`);
			else resolve("");
		});
	});
}

/** What git has of this checkout, with what is changed in it. */
async function clone(folder) {
	const listed = await must("git", [
		"ls-files",
		"-z",
		"--cached",
		"--others",
		"--exclude-standard",
	]);
	for (const path of listed.split("\0").filter((each) => each !== "")) {
		cpSync(join(root, path), join(folder, path), { errorOnExist: true, recursive: true });
	}
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const names = process.argv.slice(2);
const chosen = Object.keys(scripts).filter((name) =>
	names.length === 0 ? name !== "newclone" : names.includes(name),
);
const folder = mkdtempSync(join(tmpdir(), "evlite-clone-"));
let failed = 0;
try {
	for (const name of chosen) {
		const place = join(folder, name.replace(":", "-"));
		await clone(place);
		const start = performance.now();
		const wrong = await run(place, name);
		const seconds = ((performance.now() - start) / 1000).toFixed(0);
		console.log(`${name}: ${wrong === "" ? "ok" : `FAILED, ${wrong}`} (${seconds} s)`);
		if (wrong !== "") failed++;
		rmSync(place, { recursive: true, force: true });
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
