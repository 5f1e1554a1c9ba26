/**
 * Makes the pages of docs/api from the published declarations, by TypeDoc: one folder for each
 * entry of package.json's `exports` and condition, one page for each noun. TypeDoc wants a
 * TypeScript older than the project's, so both are in this folder's own package.
 */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Application, Logger, LogLevel, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { publicNames, resolvePublic } from "../../build/registry.js";

/** Where platforms differ, each has pages of its own. */
const PLATFORMS = ["node", "moddable", "espruino"];

/** The pages to make: [name, declarations], in the order of package.json. */
export function entries(): [string, string][] {
	return publicNames().flatMap((specifier): [string, string][] => {
		const name = specifier.replace(/^evlite\/?/, "") || "core";
		const paths = PLATFORMS.map((platform) => resolvePublic(specifier, ["types", platform]));
		if (new Set(paths).size === 1) return [[name, paths[0] as string]];
		return PLATFORMS.map((platform, i) => [`${name}-${platform}`, paths[i] as string]);
	});
}

/** Writes a module for each entry, whose name heads the pages. Returns their paths. */
function modules(folder: string): string[] {
	return entries().map(([name, path]) => {
		const file = join(folder, `${name}.ts`);
		const from = relative(folder, path).replace(/\.d\.ts$/, ".js");
		writeFileSync(file, `/** @module ${name} */\nexport * from ${JSON.stringify(from)};\n`);
		return file;
	});
}

/** Types that public classes name and nobody can use: to become none. TypeDoc says which is not needed any more. */
const NOT_EXPORTED = [
	"ActiveFault",
	"BufferOwner",
	"Carrier",
	"EventHandler",
	"EventOwner",
	"Limiter",
	"Pool",
	"QueueEntry",
	"RequestServer",
	"SelectBackend",
	"Shared",
	"Transport",
	"Watchers",
];

/** Keeps what TypeDoc warns of. */
class Findings extends Logger {
	readonly lines: string[] = [];

	override log(message: string, level: LogLevel): void {
		super.log(message, level); // counts errors
		if (level >= LogLevel.Warn) this.lines.push(message);
	}
}

const MARKDOWN: PluginOptions & Partial<TypeDocOptions> = {
	plugin: ["typedoc-plugin-markdown"],
	outputFileStrategy: "members",
	membersWithOwnFile: ["Class", "Interface"],
	entryFileName: "README",
	flattenOutputFiles: true,
	hidePageHeader: true,
	hideBreadcrumbs: true,
	useCodeBlocks: true,
	expandObjects: true,
	parametersFormat: "table",
	interfacePropertiesFormat: "list",
	enumMembersFormat: "table",
	typeDeclarationFormat: "table",
};

/**
 * Writes the pages into `out`; `scratch` holds what TypeDoc reads. Returns what TypeDoc warned of:
 * a name without a doc comment, a link that leads nowhere.
 */
export async function writePages(root: string, out: string, scratch: string): Promise<string[]> {
	const entryPoints = modules(scratch);
	const tsconfig = join(scratch, "tsconfig.json");
	const base = relative(scratch, join(root, "tsconfig.base.json"));
	writeFileSync(tsconfig, JSON.stringify({ extends: base, files: entryPoints }));
	const app = await Application.bootstrapWithPlugins({
		...MARKDOWN,
		entryPoints,
		tsconfig,
		out,
		name: "evlite",
		readme: "none",
		disableSources: true,
		skipErrorChecking: true,
		sort: ["source-order"],
		blockTags: ["@allocates", "@example", "@module", "@param", "@returns", "@setup"],
		requiredToBeDocumented: ["Class", "Interface", "Function", "Method", "TypeAlias", "Variable"],
		intentionallyNotExported: NOT_EXPORTED,
		validation: { notExported: true, invalidLink: true, notDocumented: true, invalidPath: true },
	} as Partial<TypeDocOptions>);
	const findings = new Findings();
	app.logger = findings;
	const project = await app.convert();
	if (project === undefined) throw new Error(`TypeDoc read no declarations: ${findings.lines}`);
	app.validate(project);
	await app.generateOutputs(project);
	return findings.lines;
}
