/** One slice of load by wrk. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pinned } from "../lib/child.js";

const CLIENT_CORE = 1;

export interface Load {
	requests: number;
	perSecond: number;
	/** What wrk says of broken connections and of replies that are no success; "" if there were none. */
	errors: string;
}

/** Runs wrk. Null if requests timed out, as they do when the machine is busy elsewhere. */
export async function wrk(
	port: number,
	seconds: number,
	connections: number,
): Promise<Load | null> {
	const args = ["-t1", `-c${connections}`, `-d${seconds}s`, `http://127.0.0.1:${port}/`];
	const [command, ...rest] = pinned(CLIENT_CORE, "wrk", args);
	const { stdout } = await promisify(execFile)(command, rest, {
		timeout: 1000 * (seconds + 30),
	});
	if (/read 0, write 0, timeout [1-9]/.test(stdout)) return null;
	return {
		requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
		perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
		errors: (stdout.match(/(Socket errors|Non-2xx).*/g) ?? []).join(" "),
	};
}
