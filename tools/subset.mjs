/**
 * The language subset of what runs on devices: src/, hosts/moddable, hosts/espruino, and the sockets
 * of hosts/virtual, which the tests use on every engine; and for all of src/ and hosts/, who writes
 * private fields (subset/owners.mjs). Findings read "path:line:column reason".
 */
import { pathToFileURL } from "node:url";
import { children, conclude, parseSource, place, readSources } from "./sources.mjs";
import { ALLOCATIONS } from "./subset/allocation.mjs";
import { globalRule, RULES } from "./subset/language.mjs";
import { checkInner, checkTop } from "./subset/order.mjs";
import { checkOwners, readExceptions } from "./subset/owners.mjs";

/** The one file that asks XS for the time. */
const CLOCK = "hosts/moddable/host.ts";

const FUNCTIONS = new Set(["ArrowFunctionExpression", "FunctionDeclaration", "FunctionExpression"]);
const LOOPS = new Set([
	"DoWhileStatement",
	"ForInStatement",
	"ForOfStatement",
	"ForStatement",
	"WhileStatement",
]);
/** Types around an expression, which stays. */
const TRANSPARENT = new Set([
	"TSAsExpression",
	"TSInstantiationExpression",
	"TSNonNullExpression",
	"TSSatisfiesExpression",
	"TSTypeAssertion",
]);

/** The names that a file declares or imports, in any scope. */
function declaredNames(node, names = new Set()) {
	const isDeclared = /^(VariableDeclarator|Import\w*Specifier|Class\w+|TSType\w+|TSInterface\w+)$/;
	const bound = FUNCTIONS.has(node.type) ? [node.id, ...node.params] : [];
	if (isDeclared.test(node.type)) bound.push(node.id ?? node.local);
	for (const each of bound) if (each?.name !== undefined) names.add(each.name);
	for (const child of children(node)) declaredNames(child, names);
	return names;
}

class Check {
	constructor(source) {
		const { program, comments } = parseSource(source);
		this.path = source.path;
		this.text = source.text;
		this.device = source.path.startsWith("hosts/moddable/") ? "moddable" : "espruino";
		this.comments = comments;
		this.program = program;
		this.declared = declaredNames(program);
		this.findings = [];
		this.refuse = (node, reason) => {
			this.findings.push(`${place(this.path, this.text, node.start)} ${reason}`);
		};
	}

	run() {
		checkTop(this.program, this.refuse);
		for (const node of this.program.body) {
			this.visit(node, { parent: this.program, owner: null, hot: false, loop: false });
		}
		return this.findings;
	}

	/** Whether the doc comment before `node` allows what it allocates. */
	isExempt(node) {
		const before = this.comments.findLast(
			({ end }) => end <= node.start && this.text.slice(end, node.start).trim() === "",
		);
		return before !== undefined && /@(setup|allocates)\b/.test(before.value);
	}

	visit(node, at) {
		this.rule(RULES, node);
		if (node.type.startsWith("TS") && !TRANSPARENT.has(node.type)) return;
		if (node.type === "Identifier") this.checkName(node, at);
		if (node.type === "TryStatement" && at.loop && !at.marked)
			this.refuse(node, "no try in a loop");
		if (FUNCTIONS.has(node.type) && at.loop) {
			this.refuse(node, "a closure in a loop: on Espruino all share one variable");
		}
		if (at.hot && at.parent.type !== "MethodDefinition") this.rule(ALLOCATIONS, node);
		if (FUNCTIONS.has(node.type) && node.body?.type === "BlockStatement") {
			checkInner(node.body.body, this.refuse);
		}
		const below = this.below(node, at);
		for (const child of children(node)) this.visit(child, below);
	}

	/** What holds for the children of `node`. */
	below(node, at) {
		if (FUNCTIONS.has(node.type)) {
			const marked = this.isExempt(at.owner ?? node);
			const isSetup = at.parent.kind === "constructor" || marked;
			return { parent: node, owner: null, hot: !isSetup, marked, loop: false };
		}
		const owner = /^(Export|MethodDefinition)/.test(node.type) ? node : null;
		const isExported = /^Export/.test(at.parent.type);
		const loop = at.loop || LOOPS.has(node.type);
		return {
			parent: node,
			owner: isExported ? at.owner : owner,
			hot: at.hot,
			marked: at.marked,
			loop,
		};
	}

	rule(table, node) {
		const reason = Object.hasOwn(table, node.type) ? table[node.type](node, this) : null;
		if (reason !== null) this.refuse(node, reason);
	}

	/** Refuses globals that some engine lacks, where a name refers to one. */
	checkName(node, { parent, hot }) {
		const isKey = parent.key === node && !parent.computed && parent.value !== node;
		const isMember =
			parent.type === "MemberExpression" && parent.property === node && !parent.computed;
		if (isKey || isMember || /^(Import|Export)/.test(parent.type)) return;
		if (node.name === "Date" && this.path === CLOCK) return;
		const reason = this.declared.has(node.name) ? null : globalRule(node.name);
		if (reason !== null) this.refuse(node, reason);
		if (node.name === "arguments" && hot) this.refuse(node, "arguments allocates");
	}
}

/**
 * Returns a line for each place outside the subset.
 * @param {{ path: string, text: string }[]} sources
 * @returns {string[]}
 */
export function checkSubset(sources) {
	return sources.flatMap((source) => new Check(source).run());
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const sources = readSources(["src", "hosts/moddable", "hosts/espruino", "hosts/virtual/socket"]);
	const all = readSources(["src", "hosts"]);
	const findings = [...checkSubset(sources), ...checkOwners(all, readExceptions())];
	process.exitCode = conclude(findings, all.length);
}
