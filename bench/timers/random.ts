/** The same delays for all: 10 to 100 seconds, so that none fires. */
export const count = Number(process.argv[2]);
export const OPERATIONS = 20_000;

let state = 1;

function next(): number {
	state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
	return state;
}

export function randomDelay(): number {
	return 10_000 + (next() % 90_000);
}

export function randomTimer(): number {
	return (next() >> 8) % count;
}
