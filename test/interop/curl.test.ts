/** curl against evlite's HTTP server. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import ava from "ava";
import { type Scene, serve } from "./scene.js";

const run = promisify(execFile);
const missing = spawnSync("curl", ["--version"]).error !== undefined;
const test = missing ? ava.skip : ava.serial;
if (missing) ava("curl is not installed: its tests are skipped", (t) => t.pass());

/** Runs curl with `args`, URLs starting with "/" made whole. Resolves to what it prints. */
async function curl(scene: Scene, ...args: string[]): Promise<string> {
	const whole = args.map((arg) =>
		/^\/\w?/.test(arg) ? `http://127.0.0.1:${scene.port}${arg}` : arg,
	);
	const { stdout } = await run("curl", ["-sS", "--max-time", "60", ...whole], { timeout: 90_000 });
	return stdout;
}

test("curl: GET, headers and body", async (t) => {
	const scene = await serve();
	const text = await curl(scene, "-i", "/");
	t.regex(text, /^HTTP\/1\.1 200 OK\r\n/);
	t.regex(text, /\r\n\r\nhello\n$/);
	await scene.close();
});

test("curl: several URLs go over one connection", async (t) => {
	const scene = await serve();
	t.is(await curl(scene, "/1", "/2", "/3"), "123");
	t.is(scene.server.listener.accepted, 1);
	t.is(scene.server.requests, 3);
	await scene.close();
});

test("curl: HEAD has the headers of GET and no body", async (t) => {
	const scene = await serve();
	const text = await curl(scene, "-I", "/");
	t.regex(text, /^Content-Length: 6\r$/m);
	t.regex(text, /\r\n\r\n$/);
	await scene.close();
});

test("curl: POST and PUT with a body", async (t) => {
	const scene = await serve();
	const body = "x".repeat(1000);
	t.is(await curl(scene, "-d", body, "/echo"), `/echo ${body}`);
	t.is(await curl(scene, "-X", "PUT", "-d", "a=b", "/echo"), "/echo a=b");
	t.is(await curl(scene, "-d", "", "/echo"), "/echo ");
	await scene.close();
});

test("curl: Expect: 100-continue", async (t) => {
	const scene = await serve();
	t.is(await curl(scene, "-H", "Expect: 100-continue", "-d", "body", "/echo"), "/echo body");
	await scene.close();
});

test("curl: HTTP/1.0, and a connection that is to be closed", async (t) => {
	const scene = await serve();
	t.is(await curl(scene, "-0", "/"), "hello\n");
	t.is(await curl(scene, "-H", "Connection: close", "/"), "hello\n");
	await scene.close();
});

test("curl: 404, 405, 413, and a field that is longer than the input", async (t) => {
	const scene = await serve();
	const status = ["-o", "/dev/null", "-w", "%{http_code}"].map((arg) => arg);
	const args = ["-o", "-", ...status.slice(2)];
	t.regex(await curl(scene, ...args, "/nothing"), /404$/);
	t.regex(await curl(scene, ...args, "-X", "DELETE", "/"), /405$/);
	t.regex(await curl(scene, ...args, "-d", "x".repeat(5000), "/echo"), /413$/);
	t.regex(await curl(scene, ...args, "-H", `Long: ${"x".repeat(5000)}`, "/"), /hello\n200$/);
	t.is(scene.server.refused, 1);
	await scene.close();
});
