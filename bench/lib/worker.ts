/** Subjects that are programs: each slice is a line asked and a figure answered. */
import { buildPeer, buildProgram } from "./build.js";
import { Child } from "./child.js";
import type { Figures, Options, Subject } from "./workload.js";

const WARM = 3; // slices, until what is hot is compiled
const CORE = 0;

export class Worker implements Subject {
	readonly name: string;
	readonly parameter: number | undefined;
	private readonly figure: string;
	private readonly child: Child;

	constructor(name: string, parameter: number | undefined, figure: string, command: string[]) {
		this.name = name;
		this.parameter = parameter;
		this.figure = figure;
		this.child = new Child(name, CORE, command[0], command.slice(1));
	}

	async warm(): Promise<void> {
		const ready = await this.child.line();
		if (ready !== "ready") throw new Error(`${this.name}: ${ready}`);
		for (let i = 0; i < WARM; i++) await this.child.ask("go");
	}

	async measure(): Promise<Figures> {
		return { [this.figure]: Number(await this.child.ask("go")) };
	}

	end(): Promise<void> {
		return this.child.end();
	}
}

/** What takes part: a program of bench/ for Node, or a peer in C, with the arguments before the parameter. */
export interface Kind {
	name: string;
	source: string;
	args?: readonly string[];
	/** The largest parameter it can take; it is left out beyond. */
	max?: number;
	nodeArgs?: readonly string[];
}

/** Starts a worker for each kind and parameter, warm. */
export async function startWorkers(
	kinds: readonly Kind[],
	parameters: readonly (number | undefined)[],
	figure: string,
	{ folder }: Options,
	skip: (line: string) => void,
): Promise<Worker[]> {
	const workers: Worker[] = [];
	for (const { name, source, args = [], max = Number.POSITIVE_INFINITY, nodeArgs = [] } of kinds) {
		const isC = source.endsWith(".c");
		const program = isC ? buildPeer(source, folder, skip) : buildProgram(source, folder);
		if (program === null) continue;
		const command = isC ? [program] : [process.execPath, ...nodeArgs, program];
		for (const parameter of parameters) {
			if ((parameter ?? 0) > max) continue;
			const last = parameter === undefined ? [] : [String(parameter)];
			const worker = new Worker(name, parameter, figure, [...command, ...args, ...last]);
			workers.push(worker);
			await worker.warm();
		}
	}
	return workers;
}
