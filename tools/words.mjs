/**
 * Plain English: refuses words of a dialect in comments, documents and titles of tests, and names the
 * word to use. docs/GLOSSARY.md has the reasons; CHANGELOG.md is history and stays as it is.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { conclude, parseSource, place } from "./sources.mjs";

/** What is refused, and what to write. */
const WORDS = [
	[/\btold\b/i, "called, reported, returned, printed"],
	[/\btells?\b/i, "returns, calls, reports, prints"],
	[/\b(?:stands?|stood)\b(?!-)/i, "is; of a connection: is established"],
	[/\bbehind\b/i, "after"],
	[/\b(?:go|goes|going|went) on\b/i, "continues, resumes"],
	[/\btorn off\b/i, "aborted"],
	[/\bmend(?:s|ed|ing)?\b/i, "recover, repair"],
	[/\bheard\b/i, "received; of a function: handler"],
	[/\bushers?\b/i, "refuser"],
	[/\bwhat is no(?! longer)\b/i, "an invalid ..., anything but a ..."],
	[/\bTurner\b/, "loop"],
];

const FOLDERS = [
	"src",
	"hosts",
	"build",
	"cli",
	"sim",
	"tools",
	"test",
	"bench",
	"examples",
	"docs",
];
const DOCUMENTS = ["README.md", "CONTRIBUTING.md"];
/** Names the words, or quotes libevent. */
const EXEMPT =
	/^docs\/(?:GLOSSARY\.md|libevent\/)|^tools\/words\.mjs|^test\/tools\/words\.test\.ts/;

/** Of a test, as a title is written. */
const TITLE = /\b(?:test|ava)(?:\.\w+)*\(\s*(["'`])(.*?)\1|\bcontract\(subject, "([^"]*)"/g;

/** The same text with everything but [start, end) of `ranges` blank, so that places stay. */
function only(text, ranges) {
	let kept = "";
	let at = 0;
	for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
		if (start < at) continue;
		kept += text.slice(at, start).replace(/[^\n]/g, " ") + text.slice(start, end);
		at = end;
	}
	return kept;
}

/** The prose of a file: a document without its code, comments, and titles of tests. */
function proseOf({ path, text }) {
	if (path.endsWith(".md")) {
		return text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, (code) => code.replace(/[^\n]/g, " "));
	}
	if (/\.[ch]$/.test(path)) {
		return only(
			text,
			[...text.matchAll(/\/\*[\s\S]*?\*\//g)].map((m) => [m.index, m.index + m[0].length]),
		);
	}
	const ranges = parseSource({ path, text }).comments.map(({ start, end }) => [start, end]);
	const titles = path.startsWith("test/") ? text.matchAll(TITLE) : [];
	for (const found of titles) ranges.push([found.index, found.index + found[0].length]);
	return only(text, ranges).replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length));
}

/**
 * Returns a line for each word that is refused.
 * @param {{ path: string, text: string }[]} files
 * @returns {string[]}
 */
export function checkWords(files) {
	return files.flatMap((file) => {
		const prose = proseOf(file);
		return WORDS.flatMap(([word, instead]) =>
			[...prose.matchAll(new RegExp(word, `${word.flags}g`))].map(
				(found) => `${place(file.path, prose, found.index)} "${found[0]}": write ${instead}`,
			),
		);
	});
}

/** Every file that has prose. */
function files() {
	const found = FOLDERS.flatMap((folder) =>
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|[ch]|md)$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name)),
	);
	return [...DOCUMENTS, ...found]
		.filter((path) => !EXEMPT.test(path) && !/(?:^|\/)(?:node_modules|\.tmp-)/.test(path))
		.map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const read = files();
	process.exitCode = conclude(checkWords(read), read.length);
}
