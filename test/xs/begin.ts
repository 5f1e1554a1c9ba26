/** What the simulated device lends the harness; imported before the suites. */
import Timer from "timer";
import { exit, print } from "xsim";
import { begin } from "../harness-device.js";

const PARKED_MS = 3_600_000;

let waiting: (() => void) | null = null;

const timer = Timer.set(
	() => {
		const callback = waiting;
		Timer.schedule(timer);
		waiting = null;
		if (callback !== null) callback();
	},
	PARKED_MS,
	PARKED_MS,
);
Timer.schedule(timer);

begin({
	print,
	schedule(delayMs: number, callback: () => void): void {
		waiting = delayMs < 0 ? null : callback;
		if (delayMs < 0) Timer.schedule(timer);
		else Timer.schedule(timer, delayMs < 1 ? 1 : delayMs, delayMs < 1 ? 1 : delayMs);
	},
	done(failed: number): void {
		exit(failed === 0 ? 0 : 1);
	},
});
