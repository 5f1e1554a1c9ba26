/** EvBuffer: a program of calls, written in the input, against plain arrays. */
import { Network } from "../../../hosts/virtual/index.js";
import { commit, reserve } from "../../../src/evbuffer-lite/evbuffer.js";
import {
	addVectors,
	byteAt,
	copyOut,
	EVBUFFER_EOL_NUL,
	EvBuffer,
	eolSize,
	indexOfByte,
	prepend,
	prependBuffer,
	pullup,
	readln,
	removeBuffer,
	Slab,
	searchEol,
	searchRange,
} from "../../../src/evbuffer-lite/index.js";
import type { Outcome, Target } from "../target.js";

const SIZE = 40;

class Machine {
	readonly buffers: EvBuffer[];
	readonly models: number[][];
	readonly input: Uint8Array;
	at: number;
	wrong: string;
	ops: number;

	constructor(input: Uint8Array) {
		const device = new Network({ seed: 1 }).device({ descriptors: 1 });
		const slab = new Slab(device, 2, SIZE + 8);
		this.buffers = [
			new EvBuffer(device, { size: SIZE, slab }),
			new EvBuffer(device, { size: 24, slab }),
		];
		this.models = [[], []];
		this.input = input;
		this.at = 0;
		this.wrong = "";
		this.ops = 0;
	}

	byte(): number {
		return this.at < this.input.length ? this.input[this.at++] : 0;
	}

	bytes(count: number): number[] {
		const found: number[] = [];
		for (let i = 0; i < count; i++) found.push(this.byte());
		return found;
	}

	is(actual: number, expected: number, what: string): void {
		if (actual !== expected && this.wrong === "")
			this.wrong = `${what}: ${actual}, not ${expected}`;
	}

	/** What adding `count` bytes answers. */
	room(which: number, count: number): number {
		const size = this.buffers[which].size;
		if (this.models[which].length + count <= size) return count;
		return count > size ? -90 : -105;
	}

	step(): void {
		const op = this.byte();
		const which = op & 1;
		const buffer = this.buffers[which];
		const model = this.models[which];
		const n = this.byte() % 50;
		this.ops |= 1 << ((op >> 1) % 14);
		switch ((op >> 1) % 14) {
			case 0: {
				const bytes = this.bytes(n);
				const result = this.room(which, n);
				this.is(buffer.add(new Uint8Array(bytes)), result, "add");
				if (result >= 0) model.push(...bytes);
				return;
			}
			case 1:
				this.is(buffer.drain(n), model.splice(0, n).length, "drain");
				return;
			case 2: {
				const bytes = this.bytes(n);
				const result = this.room(which, n);
				this.is(prepend(buffer, new Uint8Array(bytes)), result, "prepend");
				if (result >= 0) model.unshift(...bytes);
				return;
			}
			case 3: {
				const into = new Uint8Array(n);
				const taken = model.splice(0, n);
				this.is(buffer.remove(into), taken.length, "remove");
				for (let i = 0; i < taken.length; i++) this.is(into[i], taken[i], "remove");
				return;
			}
			case 4:
			case 5:
				return this.move(which, n, (op >> 1) % 14 === 4);
			case 6: {
				const at = reserve(buffer, n);
				const result = this.room(which, n);
				if (result < 0) return this.is(at, result, "reserve");
				const bytes = this.bytes(n);
				for (let i = 0; i < n; i++) buffer.slab.bytes[at + i] = bytes[i];
				this.is(commit(buffer, n), n, "commit");
				model.push(...bytes);
				return;
			}
			case 7:
				return this.line(which, n % 5);
			case 8:
				return this.find(which, n);
			case 9: {
				const into = new Uint8Array(n);
				const from = this.byte() % 50;
				const part = model.slice(from, from + n);
				this.is(copyOut(buffer, from, into), from > model.length ? -34 : part.length, "copyOut");
				this.is(byteAt(buffer, from), from < model.length ? model[from] : -34, "byteAt");
				return;
			}
			case 10: {
				const a = this.bytes(n >> 2);
				const b = this.bytes(n >> 3);
				const result = this.room(which, a.length + b.length);
				this.is(addVectors(buffer, [new Uint8Array(a), new Uint8Array(b)]), result, "addVectors");
				if (result >= 0) model.push(...a, ...b);
				return;
			}
			case 11:
				this.is(pullup(buffer, n), n > 0 && n <= model.length ? buffer.at : -34, "pullup");
				return;
			case 12: {
				const text = String(n * 7919);
				const result = this.room(which, text.length);
				this.is(buffer.addDecimal(n * 7919), result, "addDecimal");
				if (result >= 0) for (let i = 0; i < text.length; i++) model.push(text.charCodeAt(i));
				return;
			}
			default:
				return this.readLine(which, n % 5, this.byte() % 50);
		}
	}

	/** Moves bytes between the two buffers. */
	move(which: number, n: number, part: boolean): void {
		const [to, from] = [this.buffers[which], this.buffers[1 - which]];
		const [model, source] = [this.models[which], this.models[1 - which]];
		if (part) {
			const count = Math.min(n, source.length, to.size - model.length);
			this.is(removeBuffer(from, to, n), count, "removeBuffer");
			model.push(...source.splice(0, count));
			return;
		}
		const result = source.length === 0 ? 0 : this.room(which, source.length);
		this.is(prependBuffer(to, from), result, "prependBuffer");
		if (result > 0) model.unshift(...source.splice(0));
	}

	/** Where the first end of line from `from` on is, and its size, by the plainest means. */
	eol(which: number, from: number, style: number): [number, number] {
		const model = this.models[which];
		const isEnd = (at: number): number => {
			const [a, b] = [model[at], model[at + 1]];
			if (style === EVBUFFER_EOL_NUL) return a === 0 ? 1 : 0;
			if (style === 0) return a === 10 || a === 13 ? 1 : 0; // ANY: all that follow too
			if (style === 1) return a === 13 && b === 10 ? 2 : a === 10 ? 1 : 0;
			if (style === 2) return a === 13 && b === 10 ? 2 : 0;
			return a === 10 ? 1 : 0;
		};
		for (let at = from; at < model.length; at++) {
			let size = isEnd(at);
			if (size === 0) continue;
			if (style === 0) while (model[at + size] === 10 || model[at + size] === 13) size++;
			return [at, size];
		}
		return [-2, 0];
	}

	line(which: number, style: number): void {
		const from = this.byte() % 50;
		if (from > this.models[which].length) return;
		const [at, size] = this.eol(which, from, style);
		const found = searchEol(this.buffers[which], from, style);
		this.is(found, at, `searchEol ${style}`);
		if (found >= 0) this.is(eolSize(this.buffers[which], found, style), size, `eolSize ${style}`);
	}

	find(which: number, n: number): void {
		const model = this.models[which];
		const what = this.bytes(n % 4);
		const from = this.byte() % 50;
		const end = this.byte() % 50;
		if (from > end || end > model.length) return;
		let at = -2;
		for (let i = from; at < 0 && i + what.length <= end; i++) {
			if (what.every((byte, k) => model[i + k] === byte)) at = i;
		}
		this.is(searchRange(this.buffers[which], new Uint8Array(what), from, end), at, "searchRange");
		if (what.length !== 1) return;
		this.is(indexOfByte(this.buffers[which], what[0], from, end), at, "indexOfByte");
	}

	readLine(which: number, style: number, room: number): void {
		const model = this.models[which];
		const buffer = this.buffers[which];
		const into = new Uint8Array(room);
		const [at, size] = this.eol(which, 0, style);
		const result = readln(buffer, into, style);
		if (at < 0) return this.is(result, model.length === buffer.size ? -90 : -11, "readln");
		if (at > room) return this.is(result, -90, "readln");
		this.is(result, at, "readln");
		for (let i = 0; i < at; i++) this.is(into[i], model[i], "readln");
		model.splice(0, at + size);
	}

	/** Compares both buffers with their models. */
	compare(): void {
		for (let which = 0; which < 2; which++) {
			const buffer = this.buffers[which];
			const model = this.models[which];
			this.is(buffer.length, model.length, "length");
			for (let i = 0; i < model.length; i++) {
				this.is(buffer.slab.bytes[buffer.at + i], model[i], `byte ${i}`);
			}
			const inside =
				buffer.at >= buffer.start_ && buffer.at + buffer.length <= buffer.start_ + buffer.size;
			if (!inside && this.wrong === "") this.wrong = "outside of its region";
		}
	}
}

function run(input: Uint8Array): Outcome {
	const machine = new Machine(input);
	while (machine.at < input.length && machine.wrong === "") {
		machine.step();
		machine.compare();
	}
	const [a, b] = machine.models;
	return { wrong: machine.wrong, signature: `${machine.ops} ${a.length >> 3} ${b.length >> 3}` };
}

export const evbuffer: Target = {
	name: "evbuffer",
	about: "EvBuffer: calls at random against plain arrays",
	words: ["\r\n", "\r\r\n", "\n", "\x00\x10abcdefghijklmnop", "\x02\x08", "\x0e\x03"],
	sizeMax: 400,
	make: () => run,
};
