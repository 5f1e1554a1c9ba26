/** Examples on the virtual network: clients and the name server are devices there too. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHere } from "../../build/bundle-here.js";
import { type Device, type DeviceOptions, Network } from "../../hosts/virtual/index.js";
import type { EventBase } from "../../src/core/event-base.js";
import { SocketAddress } from "../../src/core/host.js";
import { until } from "../wait.js";
import { type Expected, sourceOf } from "./expected.js";
import { answer } from "./name-server.js";
import type { Start } from "./running.js";

const STEP_MS = 20; // of the virtual clock, for each look
const load = createRequire(import.meta.url);

type Program = (require: (id: string) => unknown) => void;

async function bundled(text: string): Promise<Program> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-example-"));
	try {
		const entry = join(folder, "main.ts");
		const out = join(folder, "main.cjs");
		writeFileSync(entry, text);
		await bundleHere({
			entry,
			out,
			format: "cjs",
			external: /^(evlite\/host|node:.*)$/,
			wrap: {},
			outside: join(folder, "none.js"),
			banner: "module.exports = function (require) {",
			footer: "};",
		});
		return load(out) as Program;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A device that answers queries; what it returns does so once. */
function nameServer(network: Network, expected: Expected): () => void {
	const device = network.device({ descriptors: 1, name: "name server" });
	const fd = device.udpBind("", 53);
	const bytes = new Uint8Array(512);
	const from = new SocketAddress("", 0);
	return () => {
		for (;;) {
			const size = device.recvFrom(fd, bytes, 0, bytes.length, from);
			if (size < 0) return;
			const reply = answer(bytes.subarray(0, size), expected.dns ?? {});
			device.sendTo(fd, reply, 0, reply.length, from);
		}
	};
}

/** One client's exchange: what it returns takes a step, and returns all that has come. */
function client(
	network: Network,
	to: SocketAddress,
	transport: string,
	bytes: Buffer,
): () => Buffer {
	const device = network.device({ descriptors: 1 });
	const fd = transport === "udp" ? device.udpBind("", 0) : device.tcpConnect(to.address, to.port);
	const part = new Uint8Array(2048);
	const from = new SocketAddress("", 0);
	let got = Buffer.alloc(0);
	let sent = false;
	return () => {
		if (!sent && transport === "udp") sent = device.sendTo(fd, bytes, 0, bytes.length, to) >= 0;
		if (!sent && transport === "tcp") sent = device.send(fd, bytes, 0, bytes.length) > 0;
		const size =
			transport === "udp"
				? device.recvFrom(fd, part, 0, part.length, from)
				: device.recv(fd, part, 0, part.length);
		if (size > 0) got = Buffer.concat([got, part.subarray(0, size)]);
		return got;
	};
}

export const onVirtual: Start = async (_t, name, expected) => {
	const network = new Network({ seed: 1 });
	const serve = nameServer(network, expected);
	const lines: string[] = [];
	const errors: string[] = [];
	let device: Device | undefined;
	network.onPrint = (_device, text) => lines.push(text);
	network.onError = (_device, text) => errors.push(text);
	function Host(options: DeviceOptions): Device {
		device = network.device({ name, ...options });
		return device;
	}
	const program = await bundled(sourceOf(name, expected, `${network.devices[0].addresses[0]}:53`));
	program((id) => (id === "evlite/host" ? { Host } : load(id)));
	const waits = (what: string, done: () => boolean) =>
		until(what, () => {
			network.run(STEP_MS);
			serve();
			return done();
		});
	return {
		lines,
		errors: () => errors.join("\n"),
		async exchange(transport, port, bytes, enough) {
			const to = new SocketAddress((device as Device).addresses[0], port);
			const step = client(network, to, transport, bytes);
			await waits(`an answer at port ${port}`, () => enough(step()));
			return step();
		},
		press: () => {
			process.kill(process.pid, "SIGUSR2"); // signals are Node's there
		},
		ended: () => ((device as Device).descriptors.waker_ as EventBase).flags_ < 0,
		until: waits,
	};
};
