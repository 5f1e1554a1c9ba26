/**
 * Host: Node's `net` and `dgram` as the small POSIX of src/core/host.ts. Node's callbacks only
 * note readiness; the base's turns come by setImmediate and one setTimeout. Sockets and timers keep
 * the process alive, nothing else does.
 *
 * Departures: `tcpListen` binds right after the turn, so that a used port is learnt from `accept`
 * and the port that 0 picked is known one turn later; SHUT_RD is -EOPNOTSUPP; UDP to a port where
 * nobody listens is not reported.
 */
import { randomFillSync } from "node:crypto";
import type { Backend } from "../../src/core/backend.js";
import {
	Descriptors,
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
} from "../../src/core/descriptors.js";
import { ECONNABORTED, EINVAL, ENOTCONN } from "../../src/core/errno.js";
import type { Host as HostInterface, Loop, SocketAddress } from "../../src/core/host.js";
import { inRange, isPort } from "../../src/core/host-checks.js";
import { wholeOption } from "../../src/core/option.js";
import { SelectBackend } from "../../src/select-backend/index.js";
import { isLiteral } from "./address.js";
import { Clock } from "./clock.js";
import { Datagram } from "./datagram.js";
import { Linger } from "./linger.js";
import { Listener } from "./listener.js";
import type { HostOptions } from "./options.js";
import { reportText } from "./report.js";
import { Stream } from "./stream.js";
import { findControl, TextCodec } from "./text.js";

const BACKLOG_MAX = 65535;

/**
 * The platform Node: sockets of `node:net` and `node:dgram`, timers, `process.stderr`. Make one for
 * each base; it ends with the process. Where libevent calls POSIX, evlite calls this.
 */
export class Host implements HostInterface {
	/** The descriptors and their readiness. */
	readonly descriptors: Descriptors;
	/** The backend that a base uses if it names none. */
	readonly backend: Backend;
	/** TCP connections accepted or begun. */
	connections: number;
	readonly windowBytes_: number;
	readonly datagrams_: number;
	readonly clock_: Clock;
	readonly codec_: TextCodec;
	readonly linger_: Linger;
	readonly streams_: (Stream | null)[]; // [descriptors] kept for the slot's next connection
	readonly open_: (Stream | Listener | Datagram | null)[]; // [descriptors]

	/** Throws RangeError on an impossible option. */
	constructor(options: HostOptions) {
		const count = options.descriptors;
		this.descriptors = new Descriptors(count);
		this.backend = new SelectBackend();
		this.connections = 0;
		this.windowBytes_ = wholeOption("windowBytes", options.windowBytes, 16384, 256, 1048576);
		this.datagrams_ = wholeOption("datagrams", options.datagrams, 64, 1, 65536);
		this.clock_ = new Clock();
		this.codec_ = new TextCodec();
		this.linger_ = new Linger(
			count,
			wholeOption("lingerMs", options.lingerMs, 10000, 0, 0x7fffffff),
		);
		this.streams_ = new Array(count).fill(null);
		this.open_ = new Array(count).fill(null);
	}

	poll(_timeoutMs: number): number {
		return 0;
	}

	print(text: string): void {
		process.stderr.write(`${text}\n`);
	}

	reportError(error: unknown, port: number, address: string): void {
		process.exitCode = 1;
		this.print(reportText(error, port, address));
	}

	ticks(): number {
		return this.clock_.ticks();
	}

	time(): number {
		return Math.floor(Date.now() / 1000);
	}

	schedule(loop: Loop, delayMs: number): void {
		this.clock_.schedule(loop, delayMs);
	}

	random(into: Uint8Array): number {
		randomFillSync(into);
		return 0;
	}

	tcpConnect(address: string, port: number): number {
		if (!isLiteral(address) || !isPort(port, 1)) return -EINVAL;
		const fd = descriptorOpen(this.descriptors);
		if (fd < 0) return fd;
		this.connections++;
		this.stream_(fd).connect(address, port);
		return fd;
	}

	tcpListen(address: string, port: number, backlog: number): number {
		if ((address !== "" && !isLiteral(address)) || !isPort(port, 0)) return -EINVAL;
		if (!(backlog >= 1 && backlog <= BACKLOG_MAX)) return -EINVAL;
		const fd = descriptorOpen(this.descriptors);
		if (fd < 0) return fd;
		const slot = descriptorSlot(this.descriptors, fd);
		const listener = new Listener(this.descriptors, slot, backlog | 0);
		this.open_[slot] = listener;
		listener.listen(address, port);
		return fd;
	}

	accept(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const listener = this.open_[slot];
		if (!(listener instanceof Listener)) return -EINVAL;
		const result = listener.check();
		if (result < 0) return result;
		const accepted = descriptorOpen(this.descriptors);
		if (accepted < 0) return accepted;
		const handle = listener.take();
		if (handle === null) {
			descriptorClose(this.descriptors, descriptorSlot(this.descriptors, accepted));
			return -ECONNABORTED;
		}
		this.connections++;
		this.stream_(accepted).adopt(handle);
		return accepted;
	}

	udpBind(address: string, port: number): number {
		if ((address !== "" && !isLiteral(address)) || !isPort(port, 0)) return -EINVAL;
		const fd = descriptorOpen(this.descriptors);
		if (fd < 0) return fd;
		const slot = descriptorSlot(this.descriptors, fd);
		const datagram = new Datagram(this.descriptors, slot, this.datagrams_);
		const result = datagram.bind(address, port);
		if (result < 0) {
			descriptorClose(this.descriptors, slot);
			return result;
		}
		this.open_[slot] = datagram;
		return fd;
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const stream = this.open_[slot];
		if (!(stream instanceof Stream)) return -ENOTCONN;
		return inRange(bytes, at, length) ? stream.recv(bytes, at, length) : -EINVAL;
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const stream = this.open_[slot];
		if (!(stream instanceof Stream)) return -ENOTCONN;
		return inRange(bytes, at, length) ? stream.send(bytes, at, length) : -EINVAL;
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const datagram = this.open_[slot];
		if (!(datagram instanceof Datagram) || !inRange(bytes, at, length)) return -EINVAL;
		return datagram.recvFrom(bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const datagram = this.open_[slot];
		if (!(datagram instanceof Datagram) || !inRange(bytes, at, length)) return -EINVAL;
		if (!isLiteral(to.address) || !isPort(to.port, 1)) return -EINVAL;
		return datagram.sendTo(bytes, at, length, to);
	}

	shutdown(fd: number, how: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const stream = this.open_[slot];
		return stream instanceof Stream ? stream.shutdown(how) : -ENOTCONN;
	}

	close(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const open = this.open_[slot] as Stream | Listener | Datagram;
		this.open_[slot] = null;
		descriptorClose(this.descriptors, slot);
		if (!(open instanceof Stream)) open.close();
		else if (this.linger_.close(open)) this.streams_[slot] = null; // its windows are in use
		return 0;
	}

	peerAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const stream = this.open_[slot];
		return stream instanceof Stream ? stream.peerAddress(into) : -ENOTCONN;
	}

	localAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		return (this.open_[slot] as Stream | Listener | Datagram).localAddress(into);
	}

	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
		bytes.copyWithin(to, from, from + length);
	}

	findControl(bytes: Uint8Array, words: Int32Array, from: number, end: number): number {
		return findControl(bytes, words, from, end);
	}

	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number {
		return this.codec_.encode(text, bytes, at, length);
	}

	decodeText(bytes: Uint8Array, at: number, length: number): string {
		return this.codec_.decode(bytes, at, length);
	}

	/** Returns the record of connection `fd`, which has just been opened. */
	stream_(fd: number): Stream {
		const slot = descriptorSlot(this.descriptors, fd);
		let stream = this.streams_[slot];
		if (stream === null) {
			stream = new Stream(this.descriptors, slot, this.windowBytes_);
			this.streams_[slot] = stream;
		}
		this.open_[slot] = stream;
		return stream;
	}
}
