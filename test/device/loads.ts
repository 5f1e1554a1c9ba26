/** The loads that a device's memory is judged by, each on a device of its own. */
import type { Report, Snapshot } from "../../sim/xs/report.js";
import { Random } from "../random.js";
import type { Client } from "./client.js";
import { ask, askTogether, Device } from "./device.js";
import { BROWSER, CURL, LEAST, ofSize } from "./requests.js";

const CONNECTIONS = 4;
const MANY = 10_000;
const FEW = 100;
const METERED = 300;

/** Figures by the names that budgets.json has for them. */
export type Figures = Record<string, number>;

function growth(from: Snapshot, to: Snapshot): number {
	const slots = Math.abs(to.slots.live - from.slots.live);
	return slots + Math.abs(to.chunks.live - from.chunks.live);
}

async function closeAll(clients: readonly Client[]): Promise<void> {
	for (const client of clients) await client.close();
}

async function stop(device: Device): Promise<Report> {
	const { report } = await device.stop();
	if (report === undefined) throw new Error("the simulator gave no report");
	return report;
}

/** 10,000 requests over four connections, which then close. */
async function many(request: () => string): Promise<Figures> {
	const device = await Device.start();
	const clients = await device.open(CONNECTIONS);
	await askTogether(device, clients, FEW, request);
	const early = await device.settled(CONNECTIONS);
	await askTogether(device, clients, MANY - FEW, request);
	const late = await device.settled(CONNECTIONS);
	await closeAll(clients);
	await device.settled(0);
	const report = await stop(device);
	if (report.requests !== MANY) throw new Error(`${report.requests} requests were counted`);
	return {
		collections: report.collections,
		serving: late.collections - early.collections, // from when all are open and have been used
		use: report.static - report.freeMin, // at the worst moment
		growth: growth(early, late),
		liveSlots: late.slots.live,
		liveChunks: late.chunks.live,
		stackPeak: report.stackPeak,
		units: Math.round((late.meter - early.meter) / (MANY - FEW)),
	};
}

/** The least request. */
export function keptAlive(): Promise<Figures> {
	return many(() => LEAST);
}

/** Requests of sizes drawn at random, 27 to 400 bytes. */
export function randomSizes(): Promise<Figures> {
	const random = new Random(1);
	return many(() => ofSize(random.between(LEAST.length, 400)));
}

/** Units for each request of `client`, which is the only one, so that every one has a turn of its own. */
async function units(
	device: Device,
	client: Client,
	request: (i: number) => string,
): Promise<number> {
	let i = 0;
	await ask([client], 3, () => request(i++)); // two of a kind to be kept, one to be recalled
	const before = await device.settled(1);
	await ask([client], METERED, () => request(i++));
	const after = await device.settled(1);
	return Math.round((after.meter - before.meter) / METERED);
}

const NAMES = ["Host", "host", "HOST", "hOST", "HosT"];
const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The same request with bytes that change from one to the next, so that none is recalled. */
function changing(request: string): (i: number) => string {
	const at = request.indexOf("\r\n\r\n") - 1;
	return (i) => {
		const letter = LETTERS.charAt(i % LETTERS.length);
		const other = request.slice(0, at) + letter + request.slice(at + 1);
		return other.replace("Host", NAMES[Math.floor(i / LETTERS.length)]);
	};
}

export async function metered(): Promise<Figures> {
	const figures: Figures = {};
	for (const [name, request] of Object.entries({ least: LEAST, curl: CURL, browser: BROWSER })) {
		const device = await Device.start();
		const [client] = await device.open(1);
		figures[name] = await units(device, client, () => request);
		figures[`${name}New`] = await units(device, client, changing(request));
		await client.close();
		await stop(device);
	}
	return figures;
}

/** Hello with a pool of `count`. */
function program(count: number): string {
	return `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";
const base = new EventBase(new Host({ descriptors: ${count + 2} }), { events: ${count + 12} });
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, { port: 8080, connections: ${count}, idleTimeoutMs: 10_000 });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();
`;
}

/** Live slots with a pool of `count`: before and after all are open and have been used. */
async function pool(count: number): Promise<[number, number]> {
	const device = await Device.start({ text: program(count) });
	const idle = await device.settled(0);
	const clients = await device.open(count);
	for (const client of clients) await ask([client], 3, () => LEAST);
	const open = await device.settled(count);
	await closeAll(clients);
	await stop(device);
	return [idle.slots.live, open.slots.live];
}

/** What a connection costs in slots: when it opens for the first time, and in all. */
export async function connectionCost(): Promise<Figures> {
	const [, two] = await pool(2);
	const [idle, four] = await pool(4);
	return { opening: (four - idle) / 4, pooled: (four - two) / 2 };
}
