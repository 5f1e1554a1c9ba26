/** Changes of a text, each of a part of it. */

export interface Change {
	start: number;
	end: number;
	text: string;
}

/** Returns code[from, to) with those of `changes` that lie in it. */
export function changed(code: string, from: number, to: number, changes: Change[]): string {
	let text = "";
	let at = from;
	for (const change of changes.sort((a, b) => a.start - b.start)) {
		if (change.start < at || change.end > to) continue;
		text += code.slice(at, change.start) + change.text;
		at = change.end;
	}
	return text + code.slice(at, to);
}
