/** `npm run fuzz`: runs one target, or all, for some time. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { corpus } from "./corpus.js";
import { type Finding, Fuzzer } from "./engine.js";
import { TARGETS } from "./registry.js";
import type { Target } from "./target.js";

const HELP = `npm run fuzz -- TARGET [OPTIONS]

  TARGET         one of --list, or all
  --seconds N    how long each target runs; 60 if not given
  --count N      how many inputs it runs, instead
  --seed N       another run; 1 if not given
  --input FILE   runs this input alone
  --list         the targets
`;
const BATCH = 200; // inputs between two looks at the clock

function tell(target: Target, finding: Finding): void {
	const digest = createHash("sha256").update(finding.input).digest("hex").slice(0, 12);
	const file = `fuzz-${target.name}-${digest}.bin`;
	writeFileSync(file, finding.input);
	console.log(`${target.name}: ${finding.wrong}`);
	console.log(`  input: ${JSON.stringify(Buffer.from(finding.input).toString("latin1"))}`);
	console.log(`  replay: npm run fuzz -- ${target.name} --input ${file}`);
}

/** Returns whether nothing was found. */
function fuzz(target: Target, seed: number, seconds: number, count: number): boolean {
	const begin = performance.now();
	const fuzzer = new Fuzzer(target, corpus(target.name), seed);
	let finding = fuzzer.go(0);
	while (finding === null) {
		const left = count - fuzzer.count;
		if (count > 0 ? left <= 0 : performance.now() - begin >= 1000 * seconds) break;
		finding = fuzzer.vary(count > 0 && left < BATCH ? left : BATCH);
	}
	const took = ((performance.now() - begin) / 1000).toFixed(1);
	if (finding !== null) tell(target, finding);
	console.log(
		`${target.name}: ${fuzzer.count} inputs, ${fuzzer.signatures.size} outcomes, ${took} s`,
	);
	return finding === null;
}

function whole(name: string, text: string): number {
	if (/^\d{1,9}$/.test(text)) return Number(text);
	console.error(`--${name} ${text}: not a whole number`);
	process.exit(2);
}

function main(): number {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			seconds: { type: "string", default: "60" },
			count: { type: "string", default: "0" },
			seed: { type: "string", default: "1" },
			input: { type: "string" },
			list: { type: "boolean" },
			help: { type: "boolean", short: "h" },
		},
	});
	const [name] = positionals;
	if (values.list) {
		for (const { name, about } of TARGETS) console.log(`${name.padEnd(14)}${about}`);
		return 0;
	}
	if (values.help || name === undefined) {
		console.log(HELP);
		return values.help ? 0 : 2;
	}
	const targets = TARGETS.filter((each) => name === "all" || each.name === name);
	if (targets.length === 0) {
		console.error(`no target ${name}: there are ${TARGETS.map((each) => each.name).join(", ")}`);
		return 2;
	}
	const seed = whole("seed", values.seed);
	let failed = 0;
	for (const target of targets) {
		if (values.input !== undefined) {
			const fuzzer = new Fuzzer(target, [], seed);
			const finding = fuzzer.try(new Uint8Array(readFileSync(values.input)));
			console.log(finding === null ? "nothing wrong" : finding.wrong);
			if (finding !== null) failed++;
		} else if (
			!fuzz(target, seed, whole("seconds", values.seconds), whole("count", values.count))
		) {
			failed++;
		}
	}
	console.log(`${targets.length - failed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}

process.exitCode = main();
