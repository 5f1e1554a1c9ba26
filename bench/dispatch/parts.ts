/** What both programs for Node share: the number of idle connections, and the process that holds them. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

export const idle = Number(process.argv[2]);
export const ACTIVE = 10;
export const EVENTS = 20_000;

/** Opens the idle connections to `port`. Resolves when the other side has opened all. */
export function openIdle(port: number): Promise<void> {
	const holder = join(dirname(process.argv[1]), "dispatch-idle.mjs");
	const child = spawn(process.execPath, [holder, String(port), String(idle)], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	process.on("exit", () => child.kill());
	return new Promise((resolve, reject) => {
		child.stdout.once("data", () => resolve());
		child.once("exit", (code) => reject(new Error(`the idle connections ended with ${code}`)));
	});
}
