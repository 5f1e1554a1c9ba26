/** A thousand connections at once against a pool of eight. */
import ava from "ava";
import { until } from "../hosts/node-script.js";
import { bodies, type Client, dial, serve } from "./scene.js";

const test = ava.serial;
const CROWD = 1000;
const LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

test("1,000 connections, a pool of 8, a backlog for all: every one is served", async (t) => {
	const scene = await serve({ connections: 8, backlog: CROWD });
	const crowd = await Promise.all(Array.from({ length: CROWD }, () => dial(scene.port)));
	for (const each of crowd) each.socket.end(LAST);
	await until("all ends", () => crowd.every((each) => each.ended || each.closed));
	let served = 0;
	for (const each of crowd) {
		if (each.error === null && bodies(each.text).join() === "hello\n") served++;
	}
	t.is(served, CROWD);
	t.is(scene.server.listener.accepted, CROWD);
	t.true(scene.host.descriptors.peak <= 9);
	await scene.close();
});

test("1,000 connections, a pool of 8, a backlog of 8: served or reset, none hangs", async (t) => {
	const scene = await serve({ connections: 8, backlog: 8 });
	const crowd = await Promise.all(Array.from({ length: CROWD }, () => dial(scene.port)));
	for (const each of crowd) if (each.error === null) each.socket.end(LAST);
	const over = (each: Client) => each.ended || each.closed;
	await until("all ends", () => crowd.every(over));
	let served = 0;
	for (const each of crowd) {
		if (each.text === "") continue;
		t.deepEqual(bodies(each.text), ["hello\n"]);
		served++;
	}
	t.true(served >= 8, String(served));
	t.is(served, scene.server.requests);
	const late = await dial(scene.port);
	late.socket.end(LAST);
	await until("a reply", () => late.ended);
	t.deepEqual(bodies(late.text), ["hello\n"]);
	await scene.close();
});
