/** Uploads of 5 MB that are refused: clients that write all before they read get to read why. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ava from "ava";
import { Device } from "../device/device.js";
import { runProgram, testWith } from "./programs.js";
import { serve } from "./scene.js";

const SIZE = 5_000_000;
const TRIES = 10;

const PYTHON = `
import http.client, sys
for i in range(${TRIES}):
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
    connection.request("POST", "/echo", body=b"x" * ${SIZE})
    print(connection.getresponse().status)
    connection.close()
`;

/** Runs `run` with the port of a server on Node, then of one on the simulated device. */
async function onBoth(run: (port: number) => Promise<void>): Promise<void> {
	const scene = await serve({ connections: 4 });
	await run(scene.port);
	await scene.close();
	const device = await Device.start();
	await run(device.port);
	await device.stop();
}

testWith("python3", "http.client, 10 of 10 read 413", async (t) => {
	await onBoth(async (port) => {
		t.is(await runProgram("python3", "-c", PYTHON, String(port)), "413\n".repeat(TRIES));
	});
});

testWith("curl", "10 of 10 read 413", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-upload-"));
	const file = join(folder, "zeros");
	writeFileSync(file, new Uint8Array(SIZE));
	const args = ["-sS", "-H", "Expect:", "-o", "/dev/null", "-w", "%{http_code}"];
	await onBoth(async (port) => {
		const upload = ["--data-binary", `@${file}`, `http://127.0.0.1:${port}/echo`];
		for (let i = 0; i < TRIES; i++) t.is(await runProgram("curl", ...args, ...upload), "413");
	});
	rmSync(folder, { recursive: true, force: true });
});

ava.serial("undici: 10 of 10 read 413", async (t) => {
	await onBoth(async (port) => {
		for (let i = 0; i < TRIES; i++) {
			const body = new Uint8Array(SIZE);
			const response = await fetch(`http://127.0.0.1:${port}/echo`, { method: "POST", body });
			t.is(response.status, 413);
			await response.text();
		}
	});
});
