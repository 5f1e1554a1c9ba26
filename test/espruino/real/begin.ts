/** What the interpreter lends the harness; imported before the suites. Marked lines are ours. */
import { begin } from "../../harness-device.js";

declare function print(text: string): void;
declare const process: { memory(): { usage: number; total: number } };

// what suites use and the interpreter lacks
Number.isNaN = (value: unknown): boolean =>
	typeof value === "number" && !(value <= 0 || value >= 0);
Number.parseInt = (text: string, base?: number): number => parseInt(text, base);
Array.from = ((source: ArrayLike<unknown>, map?: (value: unknown, index: number) => unknown) => {
	const list: unknown[] = [];
	for (let i = 0; i < source.length; i++)
		list.push(map === undefined ? source[i] : map(source[i], i));
	return list;
}) as never;

let waiting: (() => void) | null = null;
let timer = 0;

function fire(): void {
	const callback = waiting;
	timer = 0;
	waiting = null;
	if (callback !== null) callback();
}

begin({
	print: (line: string) => print(`@@${line}`),
	schedule(delayMs: number, callback: () => void): void {
		if (timer !== 0) clearTimeout(timer);
		waiting = delayMs < 0 ? null : callback;
		timer = delayMs < 0 ? 0 : (setTimeout(fire, delayMs) as unknown as number);
	},
	starting(title: string): void {
		const { usage, total } = process.memory();
		print(`@@at ${usage} of ${total}: ${title}`);
	},
	done(_failed: number): void {
		print("@@done");
	},
});
