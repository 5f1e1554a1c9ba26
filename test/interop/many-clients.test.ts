/** More clients than connections: other people's programs against a pool of 4, without an error. */
import ava from "ava";
import { Nginx, runProgram, testWith } from "./programs.js";
import { type Scene, serve } from "./scene.js";

function start(): Promise<Scene> {
	return serve({ connections: 4 });
}

function url(port: number): string {
	return `http://127.0.0.1:${port}/`;
}

/** Fetches at once, `count` of them. Resolves to the bodies, or what went wrong. */
function fetchAll(port: number, count: number): Promise<string[]> {
	const one = async (): Promise<string> => {
		try {
			const response = await fetch(url(port));
			return response.status === 200 ? await response.text() : String(response.status);
		} catch (error) {
			return String((error as Error).cause ?? error);
		}
	};
	return Promise.all(Array.from({ length: count }, one));
}

ava.serial("fetch: 30 at once, ten times", async (t) => {
	const scene = await start();
	for (let i = 0; i < 10; i++) {
		t.deepEqual(await fetchAll(scene.port, 30), new Array(30).fill("hello\n"));
	}
	await scene.close();
});

testWith("curl", "--parallel, 12 at once, soon", async (t) => {
	const scene = await start();
	const begin = performance.now();
	const urls = Array.from({ length: 12 }, () => url(scene.port));
	const text = await runProgram("curl", "-sS", "--parallel", "--parallel-immediate", ...urls);
	t.is(text, "hello\n".repeat(12));
	t.true(performance.now() - begin < 2000);
	await scene.close();
});

testWith("nginx", "300 requests through connections that it keeps, 30 at a time", async (t) => {
	const scene = await start();
	const nginx = await Nginx.start(scene.port);
	try {
		for (let i = 0; i < 10; i++) {
			t.deepEqual(await fetchAll(nginx.port, 30), new Array(30).fill("hello\n"));
		}
	} finally {
		await nginx.stop();
	}
	await scene.close();
});

testWith("wrk", "64 connections", async (t) => {
	const scene = await start();
	const text = await runProgram("wrk", "-t1", "-c64", "-d4s", url(scene.port));
	t.log(/Requests\/sec: +[\d.]+/.exec(text)?.[0] ?? text);
	t.notRegex(text, /Socket errors|Non-2xx/, text);
	t.true(scene.server.requests > 1000);
	await scene.close();
});

for (const options of [["-k", "-c8"], ["-k", "-c50"], ["-c50"]]) {
	testWith("ab", `${options.join(" ")}, 2,000 requests`, async (t) => {
		const scene = await start();
		const text = await runProgram("ab", "-q", "-n2000", ...options, url(scene.port));
		t.regex(text, /Complete requests: +2000\n/);
		t.regex(text, /Failed requests: +0\n/);
		await scene.close();
	});
}
