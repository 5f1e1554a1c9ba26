/** Returns four bytes as one little-endian int32: how short words are compared at once. */
export function bytes4(bytes: Uint8Array, at: number): number {
	return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
