/** Two virtual devices and a connection between them, in raw calls: what the tests of the network start from. */
import type { Device, LinkOptions, NetworkOptions } from "../../hosts/virtual/index.js";
import { Network } from "../../hosts/virtual/index.js";
import { descriptorSlot } from "../../src/core/descriptors.js";
import { textBytes } from "../../src/core/text.js";

export const SERVER = "10.0.0.1";
export const CLIENT = "10.0.0.2";
export const PORT = 7;

export class Pair {
	readonly network: Network;
	readonly server: Device;
	readonly client: Device;
	readonly listener: number;
	/** The client's descriptor, and the server's of the same connection. */
	a: number;
	b: number;
	readonly bytes: Uint8Array;

	/** Links of 10 ms each if not given: a packet takes 20 ms, a round trip 40. */
	constructor(link?: LinkOptions, options?: Partial<NetworkOptions>) {
		const own = link === undefined ? { latencyMs: 10 } : link;
		this.network = new Network(Object.assign({ seed: 1, link: own }, options));
		this.server = this.network.device({ descriptors: 4, window: 64 });
		this.client = this.network.device({ descriptors: 4, window: 64 });
		this.listener = this.server.tcpListen("", PORT, 2);
		this.a = -1;
		this.b = -1;
		this.bytes = new Uint8Array(256);
	}

	/** Connects and accepts. */
	connect(): void {
		this.a = this.client.tcpConnect(SERVER, PORT);
		this.network.run(100);
		this.b = this.server.accept(this.listener);
	}

	/** Sends `text`. Returns the count or -errno. */
	send(device: Device, fd: number, text: string): number {
		const data = textBytes(text);
		return device.send(fd, data, 0, data.length);
	}

	/** What a recv of all there is says: the text, "" at the end, or -errno. */
	recv(device: Device, fd: number): string {
		const count = device.recv(fd, this.bytes, 0, this.bytes.length);
		return count >= 0 ? device.decodeText(this.bytes, 0, count) : String(count);
	}

	/** What `fd` is ready for. */
	ready(device: Device, fd: number): number {
		const slot = descriptorSlot(device.descriptors, fd);
		return slot < 0 ? slot : device.descriptors.ready_[slot];
	}
}
