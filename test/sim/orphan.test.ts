/** A simulator whose parent is gone ends by itself, and frees its port. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { Command, helloProgram } from "../cli/command.js";
import { within } from "../wait.js";

const LIMIT_MS = 30_000; // a busy machine is no failure

function isRefused(port: number): Promise<boolean> {
	const refused = new Promise<boolean>((resolve) => {
		const socket = connect({ port, host: "127.0.0.1" });
		socket.on("error", () => resolve(true));
		socket.on("connect", () => resolve(false)).on("connect", () => socket.destroy());
	});
	return within(`port ${port} to take or refuse a connection`, refused);
}

test("loop: ends when who started it is killed", async (t) => {
	process.env.EVLITE_XS_BITS ??= "native";
	const args = ["run", "hello.ts", "--host", "xs", "--port", "0"];
	const command = new Command(t, args, { "hello.ts": helloProgram() });
	const [, port] = await command.line(/^listening on http:\/\/127\.0\.0\.1:(\d+)\/$/);
	t.false(await isRefused(Number(port)));
	command.kill();
	const end = Date.now() + LIMIT_MS;
	while (Date.now() < end && !(await isRefused(Number(port)))) await sleep(50);
	t.true(await isRefused(Number(port)));
});
