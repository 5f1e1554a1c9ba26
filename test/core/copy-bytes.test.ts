/** copyBytes: every count and every offset around the four bytes that it copies at a time. */

import { copyBytes } from "../../src/core/copy-bytes.js";
import { test } from "../harness.js";

const SIZE = 16;

test("copyBytes: what was asked for, and no byte before or after it", (t) => {
	const from = new Uint8Array(SIZE);
	const to = new Uint8Array(SIZE);
	for (let i = 0; i < SIZE; i++) from[i] = i + 1;
	let wrong = 0;
	for (let fromAt = 0; fromAt < 4; fromAt++) {
		for (let toAt = 0; toAt < 4; toAt++) {
			for (let count = 0; count <= SIZE - 4; count++) {
				to.fill(0xff);
				copyBytes(from, fromAt, to, toAt, count);
				for (let i = 0; i < SIZE; i++) {
					const isInside = i >= toAt && i < toAt + count;
					if (to[i] !== (isInside ? from[fromAt + i - toAt] : 0xff)) wrong++;
				}
			}
		}
	}
	t.is(wrong, 0);
});
