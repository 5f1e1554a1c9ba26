/**
 * Copies `count` bytes from one array to another, four at a time: a view for the platform's own copy
 * would be garbage. Within one array see `Host.moveBytes`.
 */
export function copyBytes(
	from: Uint8Array,
	fromAt: number,
	to: Uint8Array,
	toAt: number,
	count: number,
): void {
	const end = toAt + count;
	let i = fromAt;
	let j = toAt;
	while (j + 3 < end) {
		to[j] = from[i];
		to[j + 1] = from[i + 1];
		to[j + 2] = from[i + 2];
		to[j + 3] = from[i + 3];
		i += 4;
		j += 4;
	}
	while (j < end) to[j++] = from[i++];
}
