/** An animated SVG of a terminal: each text of each row is shown while it is there. */

const COLUMN = 8.4; // of a 14 px monospaced font
const ROW = 20;
const MARGIN = 16;

function escaped(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The texts of row `i` with the times between which each is shown. */
function spans(frames, i, endMs) {
	const found = [];
	for (const { at, rows } of frames) {
		const text = rows[i] ?? "";
		if (found.at(-1)?.text === text) continue;
		if (found.length > 0) found.at(-1).end = at;
		found.push({ text, start: found.length === 0 ? 0 : at, end: endMs });
	}
	return found.filter(({ text }) => text !== "");
}

/** A `<text>` that is visible from `start` to `end` in each round of `roundMs`. */
function shown({ text, start, end }, i, roundMs) {
	const y = MARGIN + (i + 0.8) * ROW;
	const place = `<text xml:space="preserve" x="${MARGIN}" y="${y}"`;
	const content = escaped(text);
	if (start === 0 && end === roundMs) return `${place}>${content}</text>`;
	const times = [...new Set([0, start, end])].filter((at) => at < roundMs);
	const values = times.map((at) => (at >= start && at < end ? "visible" : "hidden"));
	const keys = times.map((at) => (at / roundMs).toFixed(4)).join(";");
	return (
		`${place} visibility="${values[0]}">${content}<animate attributeName="visibility" calcMode="discrete" ` +
		`dur="${roundMs}ms" repeatCount="indefinite" keyTimes="${keys}" values="${values.join(";")}"/></text>`
	);
}

/**
 * Returns the SVG called `title` for `frames` of rows of text, which begins anew after `roundMs`.
 * @param {string} title
 * @param {{ at: number, rows: string[] }[]} frames
 * @param {number} roundMs
 * @param {number} columns
 */
export function toSvg(title, frames, roundMs, columns) {
	const count = Math.max(...frames.map(({ rows }) => rows.length));
	const width = Math.round(columns * COLUMN + 2 * MARGIN);
	const height = count * ROW + 2 * MARGIN;
	const texts = Array.from({ length: count }, (_, i) =>
		spans(frames, i, roundMs).map((span) => shown(span, i, roundMs)),
	).flat();
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#16181d"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d8dee9">
${texts.join("\n")}
</g>
</svg>
`;
}
