// The simulator's own modules, as far as the suites' runner uses them.
declare module "timer" {
	interface Timer {
		readonly timer: true;
	}
	const Timer: {
		set(callback: () => void, delay?: number, repeat?: number): Timer;
		schedule(timer: Timer, delay?: number, repeat?: number): void;
		clear(timer: Timer): void;
	};
	export default Timer;
}

declare module "xsim" {
	export function print(line: string): void;
	export function exit(code: number): void;
	/** A figure of the machine: 0 slots, 1 chunk bytes, 2 metering units, 3 collections, 6 stack peak. */
	export function stat(which: number): number;
	/** Sets the level of an input, as the world would. */
	export function pin(number: number, level: number): void;
}
