/**
 * Counts the variables of Espruino that a script takes once it has started: Node runs it with a
 * platform that does nothing, and what it then holds is counted by the sizes below, which were
 * measured on interpreters of firmware 2v29 (docs/FLASH.md says how far it is off). Functions are in
 * flash, as boot code. What is not seen from outside is a flat figure.
 */
import { createContext, runInContext } from "node:vm";
import { isFunction, type Node, parse } from "../ast.js";
import { platform, SOCKET } from "./stub-platform.js";

const IDLE = 58; // of an interpreter that runs nothing
const UNSEEN = 40; // scopes of functions made in others, and the firmware's own
const FUNCTION = 4; // without its name and parameters
const CLASS = 8; // with a prototype and a constructor, without its name
/** The classes of what is required, and the first of their objects. */
const MODULES: Readonly<Record<string, number>> = { net: 21, dgram: 47, setWatch: 25 };
const SOCKETS = 11; // a server that listens
const BUILT_IN = 8; // the object of a class or a module of the platform, made when it is first named
const TIMER = 5;
const REGEXP = 9;
const INLINE = 4; // characters of a name that cost nothing
const FIRST = 8; // of a string in its first variable
const FLAT = 40; // bytes from which a buffer is in one piece

const BUILT_INS =
	"Uint8Array Uint16Array Uint32Array Int8Array Int16Array Int32Array Float32Array Float64Array " +
	"ArrayBuffer DataView Math Array.isArray Object. JSON String.fromCharCode Date Error Promise E. process.";

interface Count {
	/** Bytes of a variable: 12, 13 or 14. */
	bytes: number;
	smallest: number; // integers from here on are kept in the name
	seen: Set<unknown>;
	total: number;
}

/** Variables after the first of a string of `length`, the first of which holds `first`. */
function more(c: Count, length: number, first: number): number {
	return length <= first ? 0 : Math.ceil((length - first) / (c.bytes - 4));
}

function isInline(c: Count, value: unknown): boolean {
	if (value === undefined) return true;
	return (
		Number.isInteger(value) && (value as number) >= c.smallest && (value as number) < -c.smallest
	);
}

/** A property called `name` and what it holds. */
function property(c: Count, name: string, value: unknown): void {
	c.total += /^\d+$/.test(name) ? 1 : 1 + more(c, name.length, INLINE);
	if (!isInline(c, value)) count(c, value);
}

function buffer(c: Count, view: ArrayBufferView): void {
	c.total += 2;
	if (c.seen.has(view.buffer)) return;
	c.seen.add(view.buffer);
	const size = view.buffer.byteLength;
	c.total += size < FLAT ? 1 + more(c, size, FIRST) : 1 + Math.ceil(size / c.bytes);
}

/** A function or a class; its own properties are counted as those of objects. */
function code(c: Count, value: object): void {
	const text = Function.prototype.toString.call(value);
	const isClass = text.startsWith("class");
	const made = parse(
		`(${/^(class|function|\()|=>/.test(text) ? text : `function ${text}`})`,
		"script",
	);
	const node = made.body[0].expression as Node;
	if (!isClass) {
		c.total += FUNCTION + (isFunction(node) ? (node.params as Node[]).length : 0);
		return;
	}
	c.total += CLASS;
	for (const member of (node.body as Node).body as Node[]) {
		const params = ((member.value as Node | null)?.params as Node[] | undefined)?.length ?? 0;
		const { name } = member.key as { name?: string };
		if (member.kind === "constructor") c.total += params;
		else c.total += 1 + more(c, name?.length ?? 0, INLINE) + FUNCTION + params;
	}
}

function object(c: Count, value: object): void {
	const kind = Object.prototype.toString.call(value);
	if (ArrayBuffer.isView(value)) return buffer(c, value);
	if (kind === "[object RegExp]") {
		c.total += REGEXP;
		return;
	}
	if (SOCKET in value) c.total += SOCKETS;
	if (typeof value === "function") code(c, value);
	else c.total++;
	const prototype = Object.getPrototypeOf(value);
	const isPlain = prototype === null || Object.hasOwn(prototype, "hasOwnProperty");
	if (typeof value === "object" && !Array.isArray(value) && !isPlain) c.total++;
	for (const name of Object.getOwnPropertyNames(value)) {
		if (typeof value === "function" && /^(length|name|prototype|arguments|caller)$/.test(name))
			continue;
		if (name === "length" && Array.isArray(value)) continue;
		property(c, name, (value as Record<string, unknown>)[name]);
	}
}

/** What `value` takes beside the name that holds it. */
function count(c: Count, value: unknown): void {
	if (typeof value === "string") c.total += 1 + more(c, value.length, FIRST);
	else if (value === null || (typeof value !== "object" && typeof value !== "function")) c.total++;
	else if (!c.seen.has(value)) {
		c.seen.add(value);
		object(c, value);
	}
}

/** The names that `script` declares at its top. */
function declared(script: string): string[] {
	return parse(script, "script").body.flatMap((statement: Node) => {
		if (statement.type === "VariableDeclaration") {
			return (statement.declarations as Node[]).map(({ id }) => (id as Node).name as string);
		}
		const isNamed = /^(Function|Class)Declaration$/.test(statement.type);
		return isNamed ? [(statement.id as Node).name as string] : [];
	});
}

/** Returns the variables of `bytes` each that `script` takes with the interpreter's own. Throws what it throws. */
export function countVariables(script: string, bytes: number): number {
	const text = Buffer.from(script).toString("latin1");
	const smallest = -(2 ** (bytes === 12 ? 10 : bytes === 13 ? 12 : 13));
	const c: Count = { bytes, smallest, seen: new Set(), total: IDLE };
	const used = platform();
	const names = declared(text);
	const context = createContext(used.globals);
	const held = `${text}\n;[${names.join()}];`;
	const values = runInContext(held, context, { timeout: 10_000 }) as unknown[];
	for (const [i, name] of names.entries()) property(c, name, values[i]);
	for (const name of BUILT_INS.split(" ")) if (text.includes(name)) c.total += BUILT_IN;
	for (const [name, size] of Object.entries(MODULES)) if (used.uses.has(name)) c.total += size;
	c.total += used.timers.size * TIMER + UNSEEN;
	for (const callback of used.callbacks) if (!c.seen.has(callback)) count(c, callback);
	return c.total;
}
