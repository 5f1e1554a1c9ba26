import { perOperation, serve } from "../lib/serve.js";
import { count, OPERATIONS, randomDelay, randomTimer } from "./random.js";

interface Timer {
	due: number;
	id: number;
}

const timers: Timer[] = [];
const sorted: Timer[] = [];

/** The first place of a timer that is due at `timer.due` or later, ties by id. */
function placeOf(timer: Timer): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const other = sorted[middle];
		if (other.due < timer.due || (other.due === timer.due && other.id < timer.id)) low = middle + 1;
		else high = middle;
	}
	return low;
}

for (let id = 0; id < count; id++) timers.push({ due: performance.now() + randomDelay(), id });
sorted.push(...timers);
sorted.sort((a, b) => a.due - b.due || a.id - b.id);
serve(() =>
	perOperation(OPERATIONS, () => {
		for (let i = 0; i < OPERATIONS; i++) {
			const timer = timers[randomTimer()];
			sorted.splice(placeOf(timer), 1);
			timer.due = performance.now() + randomDelay();
			sorted.splice(placeOf(timer), 0, timer);
		}
	}),
);
