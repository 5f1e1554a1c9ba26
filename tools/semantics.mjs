/**
 * `npm run semantics`: every numbered behaviour of docs/libevent/semantics.md with the tests that
 * hold evlite to it, or with the reason why evlite departs from it. A number is covered only if a
 * test whose title carries it ran and passed on Node, on XS and, as the Espruino build makes it, on
 * the model of Espruino, and none failed. With `--map` it checks only the map of names in
 * docs/LIBEVENT.md, which is quick.
 */
import { checkMap } from "./semantics/map.mjs";
import { publicNames } from "./semantics/names.mjs";
import { behaviours, departures, NUMBER, publicFunctions } from "./semantics/reference.mjs";
import { runSuites } from "./semantics/runs.mjs";

/** By engine and number, how many tests passed and failed. */
function countByNumber({ passed, failed }) {
	const counts = new Map();
	const add = (titles, place) => {
		for (const title of titles) {
			for (const id of new Set(title.match(NUMBER) ?? [])) {
				if (!counts.has(id)) counts.set(id, [0, 0]);
				counts.get(id)[place]++;
			}
		}
	};
	add(passed, 0);
	add(failed, 1);
	return counts;
}

/** What became of one number: "covered", "departure" or "open", and why. */
function judge(id, why, engines) {
	const parts = [];
	let good = true;
	for (const [engine, counts] of engines) {
		const [passed, failed] = counts.get(id) ?? [0, 0];
		parts.push(`${engine} ${passed} passed${failed > 0 ? `, ${failed} FAILED` : ""}`);
		if (passed === 0 || failed > 0) good = false;
	}
	if (why !== undefined) return { state: "departure", detail: why };
	return { state: good ? "covered" : "open", detail: parts.join("; ") };
}

function total(name, states) {
	const count = (state) => states.filter((each) => each === state).length;
	const line = `covered ${count("covered")}, departures ${count("departure")}, open ${count("open")}`;
	console.log(`${name}: ${line}`);
}

const findings = checkMap(publicNames());
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
if (process.argv.includes("--map")) {
	console.log(`${publicFunctions().length} functions mapped, ${findings.length} wrong`);
} else {
	const departing = departures();
	const runs = Object.entries(await runSuites());
	const engines = runs.map(([engine, run]) => [engine, countByNumber(run)]);
	const all = behaviours();
	const states = all.map(({ id, text }) => {
		const { state, detail } = judge(id, departing.get(id), engines);
		const short = text.length > 72 ? `${text.slice(0, 71)}…` : text;
		console.log(`${id}  ${state.padEnd(9)}  ${detail}${state === "open" ? `: ${short}` : ""}`);
		return state;
	});
	for (const [engine, { failed }] of runs) {
		for (const title of failed) console.log(`failed on ${engine}: ${title}`);
	}
	total(
		"scope",
		states.filter((_, i) => all[i].inScope),
	);
	total("all", states);
}
