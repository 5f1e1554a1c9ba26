/** What building needs of the machine: commands run side by side, a folder to keep results in, a lock on it. */

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "../../build/errors.js";

const LOCK_POLL_MS = 100;

/** What the command prints, or null if it cannot run or fails. */
export function commandOutput(command: string, args: readonly string[]): string | null {
	const run = spawnSync(command, args, { encoding: "utf8" });
	return run.error === undefined && run.status === 0 ? run.stdout : null;
}

function run(command: string, args: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
		let formatError = "";
		child.stderr.on("data", (data) => {
			formatError += data;
		});
		child.on("error", reject);
		child.on("close", (code) => {
			if (code === 0) resolve();
			else reject(new CliError(`the simulator does not compile: ${formatError.trim()}`));
		});
	});
}

/** Runs the command with each list of arguments, as many at once as there are processors. */
export async function runAll(
	command: string,
	jobs: readonly (readonly string[])[],
	done: (count: number) => void,
): Promise<void> {
	let next = 0;
	let finished = 0;
	async function worker() {
		while (next < jobs.length) {
			await run(command, jobs[next++]);
			done(++finished);
		}
	}
	await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, worker));
}

/** A writable folder outside git: the user's cache, which a new `npm ci` leaves alone, else beside the packages. */
export async function cacheFolder(root: string): Promise<string> {
	const user = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
	for (const folder of [join(user, "evlite"), join(root, "node_modules", ".cache", "evlite")]) {
		try {
			await mkdir(folder, { recursive: true });
			await access(folder, constants.W_OK);
			return folder;
		} catch {
			// read-only: try the next
		}
	}
	throw new CliError(
		`no folder to keep the built simulator in: make ${join(user, "evlite")} writable`,
	);
}

/** Returns whether the process that wrote its number into the lock has gone. */
async function isStale(lock: string): Promise<boolean> {
	const pid = Number(await readFile(lock, "utf8").catch(() => ""));
	if (!(pid > 0)) return false; // just made, or just given back
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ESRCH";
	}
}

/** Holds the lock, a file, while `work` runs, so that two processes do not build the same thing. */
export async function withLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
	for (;;) {
		try {
			await writeFile(lock, String(process.pid), { flag: "wx" });
			break;
		} catch {
			if (await isStale(lock)) await rm(lock, { force: true });
			else await sleep(LOCK_POLL_MS);
		}
	}
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}

/** A name for what `parts` decide. */
export function hash(parts: readonly string[]): string {
	return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
