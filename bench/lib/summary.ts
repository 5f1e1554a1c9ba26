/** From samples to medians and ratios. */
import type { Figures, Workload } from "./workload.js";

export interface Sample {
	subject: string;
	parameter: number | undefined;
	round: number;
	figures: Figures;
}

export interface Row {
	subject: string;
	parameter: number | null;
	figure: string;
	median: number;
	min: number;
	max: number;
	/** The median over the rounds of evlite's figure by this one's; above 1 evlite is better. Null for evlite. */
	evliteRatio: number | null;
}

export interface WorkloadResult {
	name: string;
	title: string;
	parameter: string | null;
	rows: Row[];
}

export function median(list: readonly number[]): number {
	const sorted = list.toSorted((a, b) => a - b);
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The figures named `figure` of a subject, by round. */
function valuesOf(samples: readonly Sample[], figure: string): Map<number, number> {
	const values = new Map<number, number>();
	for (const { round, figures } of samples) {
		if (Number.isFinite(figures[figure])) values.set(round, figures[figure]);
	}
	return values;
}

function ratio(ours: Map<number, number>, theirs: Map<number, number>, more: boolean) {
	const ratios: number[] = [];
	for (const [round, value] of theirs) {
		const own = ours.get(round);
		if (own === undefined || own === 0 || value === 0) continue; // no multiple of nothing
		ratios.push(more ? own / value : value / own);
	}
	return ratios.length === 0 ? null : median(ratios);
}

/** Sums up a workload: a row for each subject, parameter and figure. */
export function summarize(workload: Workload, samples: readonly Sample[]): WorkloadResult {
	const groups = bySubject(samples);
	const rows: Row[] = [];
	for (const group of groups.values()) {
		const { subject, parameter } = group[0];
		for (const figure of Object.keys(workload.moreIsBetter)) {
			const values = valuesOf(group, figure);
			const list = [...values.values()];
			if (list.length === 0) continue;
			const ours = valuesOf(groups.get(`evlite ${parameter}`) ?? [], figure);
			const more = workload.moreIsBetter[figure];
			rows.push({
				subject,
				parameter: parameter ?? null,
				figure,
				median: median(list),
				min: Math.min(...list),
				max: Math.max(...list),
				evliteRatio: subject === "evlite" ? null : ratio(ours, values, more),
			});
		}
	}
	return {
		name: workload.name,
		title: workload.title,
		parameter: workload.parameter ?? null,
		rows,
	};
}

/** The samples of each subject at each parameter. */
function bySubject(samples: readonly Sample[]): Map<string, Sample[]> {
	const groups = new Map<string, Sample[]>();
	for (const sample of samples) {
		const key = `${sample.subject} ${sample.parameter}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [sample]);
		else group.push(sample);
	}
	return groups;
}
