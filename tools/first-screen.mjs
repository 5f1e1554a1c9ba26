/** The first screen of README.md as what a reader does: files to write, commands and what they print. */

/**
 * @typedef {{ file: string, text: string }} FileStep A file to write.
 * @typedef {{ command: string, output: string[] }} CommandStep A command, and the lines that it prints.
 */

const END = /^## /m; // the first screen has no headings

/** What follows each "$ COMMAND" of a console block. */
function commands(block) {
	const steps = [];
	for (const line of block.trimEnd().split("\n")) {
		if (line.startsWith("$ ")) steps.push({ command: line.slice(2), output: [] });
		else steps.at(-1).output.push(line);
	}
	return steps;
}

/**
 * Returns the steps of README's `text` up to its first heading of the second level, in order.
 * @param {string} text
 * @returns {(FileStep | CommandStep)[]}
 */
export function firstScreen(text) {
	const screen = text.slice(0, text.search(END));
	const steps = [];
	for (const [, language, block] of screen.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
		if (language === "ts") steps.push({ file: "main.ts", text: block });
		else if (language === "console") steps.push(...commands(block));
		else throw new Error(`README.md: a block of "${language}" on the first screen`);
	}
	return steps;
}
