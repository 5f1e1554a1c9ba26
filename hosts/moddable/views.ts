/**
 * Views: ECMA-419 sockets move whole views only, and a view costs 4 slots. So the last one is kept
 * for each descriptor and direction, and made anew only when place or size differ: a peer that
 * sends requests of one size makes no garbage. docs/decisions/0004-views.md.
 */
export class Views {
	readonly view_: (Uint8Array | null)[]; // [descriptors] the last view
	readonly of_: (Uint8Array | null)[]; // [descriptors] the array it is a view of
	readonly at_: Int32Array; // [descriptors]
	readonly length_: Int32Array; // [descriptors]

	constructor(capacity: number) {
		const buffer = new ArrayBuffer(8 * capacity);
		this.view_ = [];
		this.of_ = [];
		this.at_ = new Int32Array(buffer, 0, capacity);
		this.length_ = new Int32Array(buffer, 4 * capacity, capacity);
		for (let slot = 0; slot < capacity; slot++) {
			this.view_.push(null);
			this.of_.push(null);
		}
	}
}

/** Returns a view of `length` bytes from offset `at`; allocates 4 slots unless it is the last one. */
export function viewOf(
	views: Views,
	slot: number,
	bytes: Uint8Array,
	at: number,
	length: number,
): Uint8Array {
	if (views.length_[slot] === length && views.at_[slot] === at && views.of_[slot] === bytes) {
		return views.view_[slot] as Uint8Array;
	}
	const view = new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
	views.view_[slot] = view;
	views.of_[slot] = bytes;
	views.at_[slot] = at;
	views.length_[slot] = length;
	return view;
}
