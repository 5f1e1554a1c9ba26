/** Random operations on two buffers against plain arrays of bytes. */
import { EMSGSIZE, ENOBUFS } from "../../src/core/errno.js";
import {
	commit,
	copyOut,
	EvBuffer,
	prepend,
	reserve,
	Slab,
	search,
} from "../../src/evbuffer-lite/index.js";
import { rounds, test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";
import { Random } from "../random.js";
import { checkBuffer } from "./scene.js";

const SIZE = 13;

class Model {
	readonly random: Random;
	readonly buffers: EvBuffer[];
	readonly arrays: number[][] = [[], []];
	readonly scratch = new Uint8Array(SIZE);
	wrong = "";

	constructor(seed: number, same: boolean) {
		const host = new MemoryHost({ descriptors: 1, window: 1 });
		const slab = new Slab(host, 3, SIZE);
		this.random = new Random(seed);
		this.buffers = [
			new EvBuffer(host, { size: SIZE, slab }),
			same ? new EvBuffer(host, { size: SIZE, slab }) : new EvBuffer(host, { size: SIZE }),
		];
		slab.bytes.fill(0xa5, slab.used);
	}

	/** Fresh bytes from a small alphabet, so that searches find something. */
	fresh(count: number): Uint8Array {
		const bytes = new Uint8Array(count);
		for (let i = 0; i < count; i++) bytes[i] = 97 + this.random.below(3);
		return bytes;
	}

	is(actual: number, expected: number, what: string): void {
		if (actual !== expected) this.wrong = `${what}: ${actual}, not ${expected}`;
	}

	/** What adding `count` bytes to buffer `i` must give. */
	room(i: number, count: number): number {
		if (count > SIZE) return -EMSGSIZE;
		return this.arrays[i].length + count > SIZE ? -ENOBUFS : count;
	}

	add(i: number): void {
		const bytes = this.fresh(this.random.below(SIZE + 2));
		const result = this.room(i, bytes.length);
		this.is(this.buffers[i].add(bytes), result, "add");
		for (let k = 0; k < result; k++) this.arrays[i].push(bytes[k]);
	}

	addInPlace(i: number): void {
		const bytes = this.fresh(this.random.below(SIZE));
		const to = reserve(this.buffers[i], bytes.length);
		const result = this.room(i, bytes.length);
		if (result < 0) return this.is(to, result, "reserve");
		this.buffers[i].slab.bytes.set(bytes, to);
		const count = this.random.below(bytes.length + 1);
		this.is(commit(this.buffers[i], count), count, "commit");
		for (let k = 0; k < count; k++) this.arrays[i].push(bytes[k]);
	}

	prepend(i: number): void {
		const bytes = this.fresh(this.random.below(SIZE + 2));
		const result = this.room(i, bytes.length);
		this.is(prepend(this.buffers[i], bytes), result, "prepend");
		for (let k = result - 1; k >= 0; k--) this.arrays[i].unshift(bytes[k]);
	}

	drop(i: number): void {
		const count = this.random.below(SIZE + 2);
		const held = this.arrays[i].length;
		const expected = count < held ? count : held;
		if (this.random.oneIn(2)) this.is(this.buffers[i].drain(count), expected, "drain");
		else this.is(this.buffers[i].remove(new Uint8Array(count)), expected, "remove");
		this.arrays[i].splice(0, expected);
	}

	move(i: number): void {
		const to = this.arrays[i];
		const from = this.arrays[1 - i];
		const room = SIZE - to.length;
		const count = from.length < room ? from.length : room;
		this.is(this.buffers[i].addBuffer(this.buffers[1 - i]), count, "addBuffer");
		for (let k = 0; k < count; k++) to.push(from.shift() as number);
	}

	find(i: number): void {
		const what = this.fresh(1 + this.random.below(3));
		const from = this.random.below(SIZE);
		const array = this.arrays[i];
		let expected = -1;
		for (let at = from; expected < 0 && at + what.length <= array.length; at++) {
			let k = 0;
			while (k < what.length && array[at + k] === what[k]) k++;
			if (k === what.length) expected = at;
		}
		const found = search(this.buffers[i], what, from);
		this.is(found < 0 ? -1 : found, expected, "search");
	}

	check(i: number): void {
		const buffer = this.buffers[i];
		const array = this.arrays[i];
		this.is(buffer.length, array.length, "length");
		this.is(copyOut(buffer, 0, this.scratch), array.length, "copyOut");
		for (let k = 0; k < array.length; k++) this.is(this.scratch[k], array[k], "byte");
		const broken = checkBuffer(buffer);
		if (broken !== "") this.wrong = broken;
	}

	step(): void {
		const i = this.random.below(2);
		switch (this.random.below(7)) {
			case 0:
				this.add(i);
				break;
			case 1:
				this.addInPlace(i);
				break;
			case 2:
				this.prepend(i);
				break;
			case 3:
				this.move(i);
				break;
			case 4:
				this.find(i);
				break;
			default:
				this.drop(i);
		}
		this.check(0);
		this.check(1);
	}
}

test("evbuffer against plain arrays: random operations, one slab and two", (t) => {
	for (let seed = 1; seed <= 2; seed++) {
		const model = new Model(seed, seed === 1);
		for (let i = 0; i < rounds(2000) && model.wrong === ""; i++) model.step();
		t.is(model.wrong, "", `seed ${seed}`);
		const slab = model.buffers[0].slab;
		let touched = 0;
		for (let at = slab.used; at < slab.bytes.length; at++) if (slab.bytes[at] !== 0xa5) touched++;
		t.is(touched, 0, "bytes of no region stay as they were");
	}
});
