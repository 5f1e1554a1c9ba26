/**
 * Peer: a device of the swarm that uses the host's calls alone, so that evlite does not only meet
 * itself: it writes in odd pieces, reads a byte at a time or never, says nothing, ends one side,
 * closes with bytes unread.
 */
import type { Device, Random } from "../../../hosts/virtual/index.js";
import { FAULT_HIDDEN_CLIENT, FAULT_SLOW_CLIENT } from "../../../hosts/virtual/index.js";
import { EAGAIN } from "../../../src/core/errno.js";
import { SHUT_WR } from "../../../src/core/flags.js";
import type { Loop } from "../../../src/core/host.js";
import { PORT } from "./station.js";
import type { Verdict } from "./verdict.js";
import type { Wires } from "./wire.js";
import { Wire } from "./wire.js";

export class Peer implements Loop {
	readonly verdict: Verdict;
	readonly wires: Wires;
	readonly device: Device;
	readonly random: Random;
	readonly targets: Device[];
	readonly bytes: Uint8Array;
	readonly reads: boolean; // some never do
	readonly speaks: boolean; // some say nothing
	wire: Wire | null;
	leaving: boolean;

	constructor(verdict: Verdict, wires: Wires, device: Device, random: Random, targets: Device[]) {
		this.verdict = verdict;
		this.wires = wires;
		this.device = device;
		this.random = random;
		this.targets = targets;
		this.bytes = new Uint8Array(512);
		this.reads = !random.oneIn(4);
		this.speaks = !random.oneIn(4);
		this.wire = null;
		this.leaving = false;
		if (!this.reads) device.network.injected[FAULT_SLOW_CLIENT]++;
		if (!this.speaks) device.network.injected[FAULT_HIDDEN_CLIENT]++;
		device.schedule(this, random.between(1, 3000));
	}

	turn(): void {
		if (this.wire === null) {
			if (this.leaving) return;
			this.connect();
		} else this.use(this.wire);
		if (this.wire !== null || !this.leaving) {
			this.device.schedule(this, this.random.between(1, 800));
		}
	}

	connect(): void {
		const target = this.targets[this.random.below(this.targets.length)];
		const address = target.addresses[this.random.below(target.addresses.length)];
		const fd = this.device.tcpConnect(address, PORT);
		if (fd < 0) return;
		this.wire = new Wire(this.verdict, this.device.name, fd, true);
		this.wires.all.push(this.wire);
	}

	use(wire: Wire): void {
		const { device, random } = this;
		wire.identify(device);
		if (this.reads && !this.receive(wire)) return this.close(wire);
		if (this.speaks && wire.total < 0 && !this.send(wire)) return this.close(wire);
		if (random.oneIn(40) && wire.total < 0 && device.shutdown(wire.fd, SHUT_WR) === 0) {
			wire.total = wire.sent;
			wire.clean = true;
		}
		if (random.oneIn(60) || (wire.total >= 0 && random.oneIn(10))) this.close(wire);
	}

	/** Returns false when the connection is lost. */
	send(wire: Wire): boolean {
		const count = this.random.between(1, 200);
		wire.next(this.bytes, count);
		const result = this.device.send(wire.fd, this.bytes, 0, count);
		if (result > 0) wire.sent += result;
		return result >= 0 || result === -EAGAIN;
	}

	/** Returns false when the connection is lost or the other side has ended. */
	receive(wire: Wire): boolean {
		const size = this.random.oneIn(3) ? 1 : this.random.between(1, 512);
		const result = this.device.recv(wire.fd, this.bytes, 0, size);
		if (result > 0) wire.got(this.bytes, 0, result, wire.received);
		if (result === 0) this.wires.ended(wire);
		return result > 0 || result === -EAGAIN;
	}

	close(wire: Wire): void {
		wire.over("close()");
		this.verdict.check(this.device.close(wire.fd) === 0, this.device.name, "close fails");
		this.wire = null;
	}

	leave(): void {
		this.leaving = true;
		if (this.wire !== null) this.close(this.wire);
	}
}
