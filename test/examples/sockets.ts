/** Clients and the name server of examples that listen on this machine: on Node and on the simulator. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { ExecutionContext } from "ava";
import { sleep, until, within } from "../wait.js";
import { answer } from "./name-server.js";

const RESEND_MS = 100;

/** Sends a datagram until `enough` has come back: one may be too early. */
export async function exchangeUdp(port: number, bytes: Buffer): Promise<Buffer> {
	const socket = createSocket("udp4");
	let got: Buffer | undefined;
	socket.on("message", (message) => {
		got = message;
	});
	socket.on("error", () => {});
	socket.connect(port, "127.0.0.1");
	await within("a datagram socket", once(socket, "connect"));
	try {
		for (let tries = 0; got === undefined && tries < 600; tries++) {
			socket.send(bytes);
			await sleep(RESEND_MS);
		}
	} finally {
		socket.close();
	}
	return got ?? Buffer.alloc(0);
}

export async function exchangeTcp(
	port: number,
	bytes: Buffer,
	enough: (got: Buffer) => boolean,
): Promise<Buffer> {
	const socket = connect(port, "127.0.0.1");
	let got = Buffer.alloc(0);
	socket.on("data", (part) => {
		got = Buffer.concat([got, part]);
	});
	socket.on("error", () => {});
	socket.write(bytes);
	try {
		await until(`an answer at port ${port}`, () => enough(got) || socket.closed);
	} finally {
		socket.destroy();
	}
	return got;
}

/** A port that nobody uses. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await within("a port", once(server, "listening"));
	const { port } = server.address() as { port: number };
	server.close();
	await within("the port to be free", once(server, "close"));
	return port;
}

/** Answers from `records` for as long as the test runs. Resolves to "127.0.0.1:PORT". */
export async function nameServer(
	t: ExecutionContext,
	records: Record<string, string>,
): Promise<string> {
	const socket = createSocket("udp4");
	socket.on("message", (query, { port, address }) =>
		socket.send(answer(query, records), port, address),
	);
	socket.bind(0, "127.0.0.1");
	await within("a name server", once(socket, "listening"));
	t.teardown(() => socket.close());
	return `127.0.0.1:${socket.address().port}`;
}
