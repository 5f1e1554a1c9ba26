/** The trace: as a timeline, as a capture, and the same for the same seed on every engine. */
import { digestTrace, pcapHeader, pcapRecord, timelineLine } from "../../hosts/virtual/index.js";
import { SocketAddress } from "../../src/core/host.js";
import { test } from "../harness.js";
import { CLIENT, Pair, PORT, SERVER } from "./scene.js";

/** A short story on a bad link. */
function story(p: Pair): void {
	p.connect();
	const udp = p.client.udpBind("", 5353);
	for (let i = 0; i < 20; i++) {
		p.send(p.client, p.a, "ping");
		p.network.run(33);
		if (p.recv(p.server, p.b) === "ping") p.send(p.server, p.b, "pong");
		p.client.sendTo(udp, p.bytes, 0, i, new SocketAddress(SERVER, 5353));
	}
	p.client.close(p.a);
	p.network.run(5000);
	p.network.note("test", "over");
}

test("timelineLine: packets, datagrams and notes, readable", (t) => {
	const p = new Pair();
	const lines: string[] = [];
	p.network.onTrace = (trace) => lines.push(timelineLine(trace));
	p.connect();
	p.send(p.client, p.a, "ping");
	p.network.run(3_723_004);
	p.network.note("test", "over");
	t.deepEqual(lines, [
		`0:00:00.000000 ${CLIENT}:49152 > ${SERVER}:${PORT} TCP S`,
		`0:00:00.020000 ${SERVER}:${PORT} > ${CLIENT}:49152 TCP S.`,
		`0:00:00.100000 ${CLIENT}:49152 > ${SERVER}:${PORT} TCP P. 4`,
		"1:02:03.104000 test: over",
	]);
});

test("digestTrace: the same for the same seed, on every engine; another for another", (t) => {
	const digests: number[] = [];
	for (const seed of [7, 7, 8]) {
		const p = new Pair({ latencyMs: 3, jitterMs: 20, loss: 0.1, duplicate: 0.1 }, { seed });
		let digest = 0;
		p.network.onTrace = (trace) => {
			digest = digestTrace(digest, trace);
		};
		story(p);
		digests.push(digest);
	}
	t.is(digests[0], digests[1]);
	t.not(digests[0], digests[2]);
	t.is(digests[0], -273662944);
});

/** The sum of RFC 1071, which over a right header is 0xffff. */
function sum(bytes: Uint8Array, from: number, length: number, begin: number): number {
	let total = begin;
	for (let i = 0; i < length; i++) total += bytes[from + i] << ((i & 1) === 0 ? 8 : 0);
	while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
	return total;
}

test("pcapRecord: headers, sequence numbers and checksums", (t) => {
	const p = new Pair();
	const records: Uint8Array[] = [];
	p.network.onTrace = (trace) => records.push(pcapRecord(trace));
	t.is(pcapHeader().length, 24);
	p.connect();
	p.send(p.client, p.a, "odd");
	p.network.run(1_500_000);
	p.send(p.client, p.a, "even");
	const [, , data, again] = records;
	const view = new DataView(again.buffer);
	t.is(records.length, 4);
	t.is(view.getUint32(0, true), 1500);
	t.is(view.getUint32(4, true), 100000);
	t.is(again.length, 16 + 40 + 4);
	t.is(data[16 + 20 + 13], 0x18, "PSH, ACK");
	t.is(view.getUint32(16 + 24), 4, "sequence number");
	t.is(sum(again, 16, 20, 0), 0xffff, "IP");
	for (const record of records) {
		const size = record.length - 36;
		const pseudo = sum(record, 28, 8, 6 + size);
		t.is(sum(record, 36, size, pseudo), 0xffff, "TCP");
	}
});
