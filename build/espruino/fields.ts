/**
 * The fields of evlite's own objects whose names may be shortened in a whole program: on Espruino a
 * name of over 4 characters costs a variable in every object (docs/decisions/0011). Nothing outside
 * the program sees these objects, so that it is enough to leave out what the platform or the
 * language call so too, what the program writes as a string, and, where it reads or writes JSON, the
 * names that it mentions itself.
 */
import { type NodePath, type PluginObj, types } from "@babel/core";

const FREE = 4; // characters that cost nothing

/** Names that objects of the platform have, and that a program may read there. */
const PLATFORM = new Set("address closed count error family message status total usage".split(" "));

/** Whoever makes objects of text or text of objects: of the language, and of the module Storage. */
const TEXT = new Set("JSON readJSON writeJSON".split(" "));

/** Names that the language's own objects have. */
function builtIn(): Set<string> {
	const names = new Set(["length", "prototype", "constructor"]);
	const owners = [Array, ArrayBuffer, Boolean, DataView, Date, Error, Function, Number, Object];
	const more = [Promise, RegExp, String, Uint8Array, Object.getPrototypeOf(Uint8Array)];
	for (const owner of [...owners, ...more]) {
		for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
		for (const name of Object.getOwnPropertyNames(owner.prototype)) names.add(name);
	}
	for (const owner of [Math, JSON]) {
		for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
	}
	return names;
}

/** A Babel plugin that puts what it finds into `names`; `own` returns whether code is evlite's. */
export function fields(
	own: (line: number, column: number) => boolean,
	names: Set<string>,
): PluginObj {
	const taken = builtIn();
	const quoted = new Set<string>();
	const mentioned = new Set<string>(); // by the program itself
	return {
		name: "fields",
		visitor: {
			StringLiteral({ node }: NodePath<types.StringLiteral>) {
				quoted.add(node.value);
			},
			Identifier({ node }: NodePath<types.Identifier>) {
				const { loc, name } = node;
				if (loc && !own(loc.start.line, loc.start.column)) mentioned.add(name);
			},
			AssignmentExpression({ node }: NodePath<types.AssignmentExpression>) {
				const { left, loc } = node;
				if (!types.isMemberExpression(left) || left.computed) return;
				if (!types.isThisExpression(left.object) || !types.isIdentifier(left.property)) return;
				const { name } = left.property;
				if (name.length <= FREE || taken.has(name) || PLATFORM.has(name)) return;
				if (loc && own(loc.start.line, loc.start.column)) names.add(name);
			},
			Program: {
				exit() {
					const isText = [...TEXT].some((name) => mentioned.has(name));
					for (const name of quoted) names.delete(name);
					for (const name of isText ? mentioned : []) names.delete(name);
				},
			},
		},
	};
}
