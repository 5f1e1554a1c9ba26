/** Node's own HTTP client, with its agents, against evlite's server. */
import { Agent, request } from "node:http";
import ava from "ava";
import { within } from "../wait.js";
import { type Scene, serve } from "./scene.js";

const test = ava.serial;

interface Answer {
	status: number;
	text: string;
}

function ask(scene: Scene, agent: Agent, path: string, body?: string): Promise<Answer> {
	const answer = new Promise<Answer>((resolve, reject) => {
		const method = body === undefined ? "GET" : "POST";
		const headers = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
		const sent = request({ port: scene.port, host: "127.0.0.1", agent, path, method, headers });
		sent.on("error", reject);
		sent.on("response", (response) => {
			let text = "";
			response.setEncoding("utf8");
			response.on("data", (chunk) => {
				text += chunk;
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
			response.on("error", reject);
		});
		sent.end(body);
	});
	return within(`the answer to ${path}`, answer);
}

test("a keep-alive agent: 300 requests over 3 connections", async (t) => {
	const scene = await serve();
	const agent = new Agent({ keepAlive: true, maxSockets: 3 });
	const asked = Array.from({ length: 300 }, (_, i) => ask(scene, agent, `/${i % 10}`));
	const answers = await Promise.all(asked);
	for (let i = 0; i < 300; i++) t.deepEqual(answers[i], { status: 200, text: String(i % 10) });
	t.is(scene.server.listener.accepted, 3);
	t.is(scene.server.requests, 300);
	agent.destroy();
	await scene.close();
});

test("an agent that closes: a connection for each request", async (t) => {
	const scene = await serve({ backlog: 64 });
	const agent = new Agent({ keepAlive: false });
	const answers = await Promise.all(
		Array.from({ length: 40 }, (_, i) => ask(scene, agent, `/${i % 10}`)),
	);
	for (let i = 0; i < 40; i++) t.is(answers[i].text, String(i % 10));
	t.is(scene.server.listener.accepted, 40);
	await scene.close();
});

test("POST bodies of every length up to the limit come back", async (t) => {
	const scene = await serve();
	const agent = new Agent({ keepAlive: true, maxSockets: 4 });
	const sizes = [0, 1, 2, 3, 100, 500, 1000, 1500, 1800];
	const answers = await Promise.all(
		sizes.map((size) => ask(scene, agent, "/echo", "z".repeat(size))),
	);
	for (let i = 0; i < sizes.length; i++) t.is(answers[i].text, `/echo ${"z".repeat(sizes[i])}`);
	agent.destroy();
	await scene.close();
});

test("a body that is too long is refused, and others continue", async (t) => {
	const scene = await serve();
	const agent = new Agent({ keepAlive: true });
	const [refused, fine] = await Promise.all([
		ask(scene, agent, "/echo", "z".repeat(3000)),
		ask(scene, agent, "/7"),
	]);
	t.is(refused.status, 413);
	t.deepEqual(fine, { status: 200, text: "7" });
	agent.destroy();
	await scene.close();
});

test("chunked bodies from Node: answered or refused as one, never half", async (t) => {
	const scene = await serve();
	const answered = new Promise<number>((resolve, reject) => {
		const sent = request({ port: scene.port, host: "127.0.0.1", path: "/echo", method: "POST" });
		sent.on("error", reject);
		sent.on("response", (response) => {
			response.resume();
			response.on("close", () => resolve(response.statusCode ?? 0));
		});
		sent.write("one");
		sent.end("two");
	});
	const status = await within("the answer to a chunked body", answered);
	t.true([200, 411, 501].includes(status), String(status));
	await scene.close();
});
