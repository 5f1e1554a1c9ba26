/** Boards whose Math.random is C's rand() with the same seed at every start: no source at all. */
import { EOPNOTSUPP } from "../../src/core/errno.js";

export function fillRandom(_into: Uint8Array): number {
	return -EOPNOTSUPP;
}
