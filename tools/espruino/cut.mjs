/**
 * Cuts a suite's script down to some of its tests and what they need. The script is minified, not
 * folded, and marked (marks.mjs). What is dropped is blanked, so that every place in the source map
 * stays; BLANK is a character that minified code never holds, and is taken out at the end.
 */
import { children, parse, Scopes } from "../../build/ast.js";
import { MARK } from "./marks.mjs";

const BLANK = "\f";

/** The key of `node` if it is `$only(KEY)&&...`; undefined if it is anything else. */
function keyOf(node) {
	if (node.type !== "LogicalExpression" || node.left.type !== "CallExpression") return undefined;
	const { callee, arguments: given } = node.left;
	return callee.name === MARK ? given[0].value : undefined;
}

/** A method that is only reached by its name. */
function isPlainMethod(node) {
	return (
		node.type === "MethodDefinition" &&
		node.kind === "method" &&
		!node.static &&
		!node.computed &&
		node.key.name !== "toString"
	);
}

/** The name that `node`, `NAME.a.b=...`, adds something to. */
function added(node) {
	if (node.type !== "AssignmentExpression") return undefined;
	let { left } = node;
	while (left.type === "MemberExpression") left = left.object;
	return left !== node.left && left.type === "Identifier" ? left.name : undefined;
}

/** What is a unit in a script: kept or dropped as a whole. */
class Piece {
	/** `owner` is the piece of the class that a method is in. */
	constructor(node, owner) {
		this.node = node;
		this.owner = owner;
		this.names = new Set(); // of what is declared at the top
		this.properties = new Set();
		this.keys = new Set(); // of the calls marked inside
		this.inner = []; // pieces inside of it
	}
}

export class MarkedScript {
	constructor({ code, map }) {
		this.code = code;
		this.map = map;
		this.program = parse(code, "script");
		this.scopes = new Scopes(this.program);
		this.roots = []; // pieces that run by themselves
		this.named = new Map(); // pieces by the name at the top that reaches them
		this.methods = new Map(); // pieces by the name of the property that reaches them
		this.calls = new Map(); // pieces by key
		this.declarations = []; // of variables, each with its declarators
		this.top = new Set(this.program.body.flatMap((node) => this.declared(node)));
		for (const node of this.program.body) this.add(node);
	}

	declared(node) {
		if (/^(Function|Class)Declaration$/.test(node.type)) return [node.id.name];
		if (node.type !== "VariableDeclaration") return [];
		return node.declarations.map(({ id }) => id.name);
	}

	add(node) {
		if (/^(Function|Class)Declaration$/.test(node.type)) this.name(node.id.name, node);
		else if (node.type === "VariableDeclaration") {
			this.declarations.push(node);
			for (const each of node.declarations) this.name(each.id.name, each);
		} else if (node.type === "ExpressionStatement") {
			const { expression } = node;
			const isList = expression.type === "SequenceExpression";
			for (const each of isList ? expression.expressions : [expression]) {
				if (this.top.has(added(each))) this.name(added(each), each);
				else this.roots.push(this.piece(each));
			}
		} else this.roots.push(this.piece(node));
	}

	name(name, node) {
		this.named.set(name, [...(this.named.get(name) ?? []), this.piece(node)]);
	}

	piece(node) {
		const piece = new Piece(node);
		this.mention(node, piece);
		return piece;
	}

	/** Collects into `piece` what `node` mentions, but for pieces inside of it. */
	mention(node, piece) {
		const key = keyOf(node);
		const isInner = isPlainMethod(node) && piece.node.type === "ClassDeclaration";
		if (key === undefined && !isInner) {
			this.note(node, piece);
			this.descend(node, piece);
			return;
		}
		const inner = new Piece(node, isInner ? piece : undefined);
		this.descend(node, inner);
		piece.inner.push(inner);
		if (isInner) {
			const { name } = node.key;
			this.methods.set(name, [...(this.methods.get(name) ?? []), inner]);
		} else {
			this.calls.set(key, inner);
			piece.keys.add(key);
		}
	}

	descend(node, piece) {
		for (const child of children(node)) this.mention(child, piece);
	}

	note(node, piece) {
		if (node.type === "Literal" && typeof node.value === "string") piece.properties.add(node.value);
		if (node.type !== "Identifier") return;
		const { name } = node;
		if (!this.scopes.isVariable(node)) piece.properties.add(name);
		else if (this.top.has(name) && this.scopes.isTop(node)) piece.names.add(name);
	}

	/** The keys of all calls that declare tests, in order. */
	keys() {
		const places = [...this.calls].sort(([, a], [, b]) => a.node.start - b.node.start);
		return places.map(([key]) => key);
	}

	/** The pieces that the tests of `keys` need. */
	reached(keys) {
		const kept = new Set();
		const names = new Set();
		const properties = new Set();
		const waiting = [];
		const want = (piece) => {
			if (kept.has(piece)) return;
			kept.add(piece);
			waiting.push(piece);
		};
		for (const root of this.roots) {
			if (root.keys.size === 0 || [...root.keys].some((key) => keys.has(key))) want(root);
		}
		for (let piece = waiting.pop(); piece !== undefined; piece = waiting.pop()) {
			for (const inner of piece.inner) {
				if (inner.owner === piece && properties.has(inner.node.key.name)) want(inner);
			}
			for (const key of piece.keys) if (keys.has(key)) want(this.calls.get(key));
			for (const name of piece.names) {
				if (names.has(name)) continue;
				names.add(name);
				for (const each of this.named.get(name)) want(each);
			}
			for (const property of piece.properties) {
				if (properties.has(property)) continue;
				properties.add(property);
				for (const each of this.methods.get(property) ?? []) if (kept.has(each.owner)) want(each);
			}
		}
		return kept;
	}

	/** The script with the tests of `keys` alone. */
	only(keys) {
		const kept = this.reached(new Set(keys));
		const text = this.code.split("");
		const blank = (start, end, put = "") => {
			for (let i = start; i < end; i++) text[i] = put[i - start] ?? BLANK;
		};
		const clean = (piece) => {
			for (const inner of piece.inner) {
				const { node } = inner;
				if (kept.has(inner)) {
					if (node.type === "LogicalExpression") blank(node.start, node.right.start, "\n");
					clean(inner);
				} else blank(node.start, node.end, node.type === "LogicalExpression" ? "0" : "");
			}
		};
		for (const piece of [...this.roots, ...[...this.named.values()].flat()]) {
			const { node } = piece;
			if (kept.has(piece)) clean(piece);
			else if (node.type !== "VariableDeclarator") {
				blank(node.start, node.end, /Statement$|Declaration$/.test(node.type) ? "" : "0");
			}
		}
		const isKept = new Set([...kept].map(({ node }) => node));
		for (const node of this.declarations) {
			const rest = node.declarations.filter((each) => isKept.has(each));
			if (rest.length === node.declarations.length) continue;
			if (rest.length === 0) blank(node.start, node.end);
			else {
				blank(node.declarations[0].start, rest[0].start);
				for (const [index, each] of rest.entries()) {
					const next = rest[index + 1];
					const last = node.declarations[node.declarations.length - 1];
					blank(each.end, next?.start ?? last.end, next === undefined ? "" : ",");
				}
			}
		}
		return { code: text.join(""), map: this.map };
	}

	/** Takes out of `code`, which has been folded, what was dropped. */
	static close(code) {
		return code.replaceAll(BLANK, "");
	}
}
