/**
 * Device: a Host on the virtual network. What the program on it does with its base is what it does
 * on any host; what a test does to it (the fields of DeviceState, and the methods above "Host"
 * below) is what the world does: the radio goes, the address changes, sockets run out.
 *
 * After its pools have grown to what is in use, a device allocates nothing.
 */
import { descriptorSlot } from "../../src/core/descriptors.js";
import { EINVAL, ENOTCONN, EOPNOTSUPP } from "../../src/core/errno.js";
import type { Host, SocketAddress, Turner } from "../../src/core/host.js";
import { agendaClear, agendaSet } from "./agenda.js";
import type { Datagrams } from "./datagram.js";
import * as datagram from "./datagram.js";
import {
	DeviceState,
	KIND_DATAGRAM,
	KIND_FREE,
	KIND_LISTENER,
	KIND_STREAM,
} from "./device-state.js";
import type { End } from "./end.js";
import * as handshake from "./handshake.js";
import { note } from "./network.js";
import { cut, lose } from "./segment.js";
import * as stream from "./stream.js";
import { decode, encode, findControl, moveBytes } from "./text.js";

export class Device extends DeviceState implements Host {
	// The world

	/** Changes its addresses, as a new lease does: connections from the old ones get through no more. */
	readdress(addresses: string[]): void {
		for (const address of this.addresses) this.network.devices_.delete(address);
		for (const address of addresses) this.network.devices_.set(address, this);
		this.addresses = addresses;
		note(this.network, this.name, `is now ${addresses.join(", ")}`);
	}

	/** Cuts the connection of `fd` as a reset does: both ends learn `error`. Returns 0 or -EBADF. */
	cut(fd: number, error: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (this.kind_[slot] === KIND_DATAGRAM) (this.datagrams_[slot] as Datagrams).error = error;
		else cut(this.end_[slot] as End, error);
		return 0;
	}

	/** From now on nothing gets through on the connection of `fd`, and nobody is told. Returns 0 or -EBADF. */
	lose(fd: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot >= 0) lose(this.end_[slot] as End);
		return slot < 0 ? slot : 0;
	}

	/** Returns the port of its first listener, 0 if it has none. */
	listenPort(): number {
		const slot = this.kind_.indexOf(KIND_LISTENER);
		return slot < 0 ? 0 : (this.end_[slot] as End).port;
	}

	/** Runs no turn for `ms` milliseconds, while its clock goes on: flash is being written, say. */
	stall(ms: number): void {
		const end = this.network.agenda_.nowUs + 1000 * ms;
		if (end > this.stallUs_) this.stallUs_ = end;
	}

	/**
	 * Ends all at once, without a word to anybody: its program stops, its connections are forgotten.
	 * Who sends to it later is reset, once it is `up` again. Another program may start on it.
	 */
	powerOff(): void {
		note(this.network, this.name, "is off");
		agendaClear(this.network.agenda_, this.turn_);
		this.turnedUs_ = -1;
		for (let slot = 0; slot < this.kind_.length; slot++) {
			if (this.kind_[slot] === KIND_DATAGRAM) datagram.closeDatagrams(this, slot);
			else if (this.kind_[slot] !== KIND_FREE) stream.forget(this, slot);
		}
	}

	// Host

	poll(_timeoutMs: number): number {
		return 0;
	}

	/** Prints into the trace, and to `network.onPrint`. */
	print(text: string): void {
		note(this.network, this.name, text);
		if (this.network.onPrint !== null) this.network.onPrint(this, text);
	}

	/** Counts the error, notes what it says in the trace, and its place too for `network.onError`. */
	reportError(error: unknown, port: number, address: string): void {
		this.errors++;
		const text = port < 0 ? errorText(error) : listenText(error as number, port, address);
		note(this.network, this.name, `error: ${text}`);
		if (this.network.onError !== null) this.network.onError(this, text, error);
	}

	ticks(): number {
		const us = this.network.agenda_.nowUs;
		return (this.tick_ + (us - (us % 1000)) / 1000) | 0;
	}

	schedule(turner: Turner, delayMs: number): void {
		const agenda = this.network.agenda_;
		this.turner_ = turner;
		if (delayMs < 0) return agendaClear(agenda, this.turn_);
		const now = agenda.nowUs;
		let due = delayMs === 0 ? now : now - (now % 1000) + 1000 * delayMs;
		if (this.turnedUs_ >= 0 && due < this.turnedUs_ + this.turnUs)
			due = this.turnedUs_ + this.turnUs;
		agendaSet(agenda, this.turn_, due);
	}

	random(into: Uint8Array): number {
		if (this.randomless) return -EOPNOTSUPP;
		this.source_.fill(into, 0, into.length);
		return 0;
	}

	tcpConnect(address: string, port: number): number {
		if (!this.isAddress_(address) || !isPort(port, 1)) return -EINVAL;
		return handshake.connect(this, address, port);
	}

	tcpListen(address: string, port: number, backlog: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return handshake.listen(this, address, port, backlog);
	}

	accept(fd: number): number {
		const slot = this.slotOf_(fd, KIND_LISTENER, EINVAL);
		return slot < 0 ? slot : handshake.accept(this, slot);
	}

	udpBind(address: string, port: number): number {
		if ((address !== "" && !this.isAddress_(address)) || !isPort(port, 0)) return -EINVAL;
		return datagram.bind(this, address, port);
	}

	recv(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return stream.recv(this, slot, bytes, at, length);
	}

	send(fd: number, bytes: Uint8Array, at: number, length: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return stream.send(this, slot, bytes, at, length);
	}

	recvFrom(fd: number, bytes: Uint8Array, at: number, length: number, from: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length)) return -EINVAL;
		return datagram.recvFrom(this, slot, bytes, at, length, from);
	}

	sendTo(fd: number, bytes: Uint8Array, at: number, length: number, to: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_DATAGRAM, EINVAL);
		if (slot < 0) return slot;
		if (!inside(bytes, at, length) || !this.isAddress_(to.address)) return -EINVAL;
		if (!isPort(to.port, 1)) return -EINVAL;
		return datagram.sendTo(this, slot, bytes, at, length, to);
	}

	shutdown(fd: number, how: number): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		return slot < 0 ? slot : stream.shutdown(this, slot, how);
	}

	close(fd: number): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		if (this.kind_[slot] === KIND_DATAGRAM) datagram.closeDatagrams(this, slot);
		else stream.close(this, slot);
		return 0;
	}

	peerAddress(fd: number, into: SocketAddress): number {
		const slot = this.slotOf_(fd, KIND_STREAM, ENOTCONN);
		return slot < 0 ? slot : stream.peerAddress(this, slot, into);
	}

	localAddress(fd: number, into: SocketAddress): number {
		const slot = descriptorSlot(this.descriptors, fd);
		if (slot < 0) return slot;
		const from = this.kind_[slot] === KIND_DATAGRAM ? this.datagrams_[slot] : this.end_[slot];
		into.address = (from as End).address;
		into.port = (from as End).port;
		return 0;
	}

	moveBytes(bytes: Uint8Array, to: number, from: number, length: number): void {
		moveBytes(bytes, to, from, length);
	}

	findControl(bytes: Uint8Array, _words: Int32Array, from: number, end: number): number {
		return findControl(bytes, from, end);
	}

	encodeText(text: string, bytes: Uint8Array, at: number, length: number): number {
		return encode(text, bytes, at, length);
	}

	decodeText(bytes: Uint8Array, at: number, length: number): string {
		return decode(bytes, at, length);
	}

	/** Its turn has come. */
	act_(_what: number): void {
		const agenda = this.network.agenda_;
		if (agenda.nowUs < this.stallUs_) return agendaSet(agenda, this.turn_, this.stallUs_);
		this.turnedUs_ = agenda.nowUs;
		this.turns++;
		(this.turner_ as Turner).turn();
	}
}

function errorText(error: unknown): string {
	try {
		return String(error);
	} catch (_) {
		return "an error without a text";
	}
}

function listenText(error: number, port: number, address: string): string {
	const of = address === "" ? "" : ` of ${address}`;
	return `cannot listen on port ${port}${of}, is it in use? (error ${error})`;
}

/** Tells whether `[at, at + length)` lies inside `bytes`. */
function inside(bytes: Uint8Array, at: number, length: number): boolean {
	return at >= 0 && length >= 0 && at + length <= bytes.length;
}

function isPort(port: number, from: number): boolean {
	return port >= from && port <= 65535 && (port | 0) === port;
}
