/** 12 bad clients that come back for ever, on 4 connections: a good one is served within 2 s, 100 of 100. */
import test, { type ExecutionContext } from "ava";
import { Device } from "../device/device.js";
import { askAmongBad } from "./bad-client.js";
import { serve } from "./scene.js";

const BAD = 12;
const TRIES = 100;
const LIMIT_MS = 2000;

function report(t: ExecutionContext, times: readonly number[]): void {
	const sorted = [...times].sort((a, b) => a - b);
	const [median, most] = [sorted[sorted.length >> 1], sorted[sorted.length - 1]];
	t.log(`${times.length} served: median ${Math.round(median)} ms, at most ${Math.round(most)} ms`);
	t.is(times.length, TRIES);
}

test.serial("bad clients: on Node", async (t) => {
	const scene = await serve({ connections: 4 });
	report(t, await askAmongBad(scene.port, BAD, TRIES, LIMIT_MS));
	await scene.close();
});

test.serial("bad clients: on the simulated ESP8266", async (t) => {
	const device = await Device.start();
	report(t, await askAmongBad(device.port, BAD, TRIES, LIMIT_MS));
	const { report: end } = await device.stop();
	t.is(end?.status, "stopped");
});
