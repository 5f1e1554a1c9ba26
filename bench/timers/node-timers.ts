import { perOperation, serve } from "../lib/serve.js";
import { count, OPERATIONS, randomDelay, randomTimer } from "./random.js";

function never(): void {}

const timers: NodeJS.Timeout[] = [];
for (let i = 0; i < count; i++) timers.push(setTimeout(never, randomDelay()));
serve(() =>
	perOperation(OPERATIONS, () => {
		for (let i = 0; i < OPERATIONS; i++) {
			const which = randomTimer();
			clearTimeout(timers[which]);
			timers[which] = setTimeout(never, randomDelay());
		}
	}),
);
