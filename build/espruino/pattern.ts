/** Regular expressions: what Espruino's engine does not know it mostly fails to match without a word. */

const INSTEAD = "match less with it, or go through the text with indexOf() and charCodeAt()";

/** Returns what is wrong with a regular expression and what to write instead, or null. */
export function badPattern(pattern: string, flags: string): string | null {
	const wrong = wrongIn(pattern, flags);
	return wrong === null ? null : `${wrong}, which Espruino does not match: ${INSTEAD}`;
}

function wrongIn(pattern: string, flags: string): string | null {
	if (/[^gi]/.test(flags)) return `a regular expression with flag ${flags.replace(/[gi]/g, "")}`;
	let inClass = false;
	let before = ""; // what a quantifier would follow
	for (let i = 0; i < pattern.length; i++) {
		const c = pattern[i];
		if (c === "\\") {
			const next = pattern[++i];
			if (/[bB1-9kpP]/.test(next) && !(inClass && next === "b"))
				return `\\${next} in a regular expression`;
			if (next === "u" && pattern[i + 1] === "{") return "\\u{...} in a regular expression";
			before = "x";
		} else if (inClass) {
			if (c === "]") inClass = false;
			else if (c === "/" || c === "[") return `${c} inside [] in a regular expression`;
			before = "x";
		} else if (c === "[") inClass = true;
		else if (c === "?")
			return pattern[i - 1] === "("
				? "(?...) in a regular expression"
				: "? in a regular expression";
		else if (c === "{") return "{n} in a regular expression";
		else if (c === "+" || c === "*") {
			if (before === ")") return "a repeated group in a regular expression";
			if (before === "+" || before === "*") return "a repeated quantifier in a regular expression";
			before = c;
		} else before = c;
	}
	return null;
}
