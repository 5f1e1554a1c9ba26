/** What a script takes of a board's flash and variables, and whether that leaves enough (docs/FLASH.md). */
import { CliError } from "../errors.js";
import { BOARDS, type Board, bytesOfVariable } from "./boards.js";
import { countVariables } from "./variables.js";

const FILE = 32; // bytes of flash in front of a file of Storage
/**
 * Variables that have to be free once the program has started: what the deepest call takes, and with
 * a network also a connection with a request of 480 bytes. Measured by taking variables away from
 * http-hello on an interpreter of 1,700: with 241 free it serves everything, with 181 short requests
 * only, with 161 none after the first.
 */
const CALLS = 130;
const CONNECTED = 240;
const CONNECTION = 142; // variables of one of 512+512 bytes in a pool, measured

export const BOARD_NAMES = Object.keys(BOARDS);

export interface Fit {
	/** What to print. */
	lines: string[];
	/** Why it cannot run there, with the remedy. */
	problems: string[];
}

function shown(n: number): string {
	return n.toLocaleString("en-US");
}

/** The variables in use once `script` has started; the reason if it does not start without the board. */
function counted(script: string, board: Board): number | string {
	try {
		return countVariables(script, bytesOfVariable(board.variables));
	} catch (error) {
		return (error as Error).message;
	}
}

function variablesOf(script: string, board: Board, fit: Fit): void {
	const used = counted(script, board);
	if (typeof used === "string") {
		fit.lines.push(`variables: not counted, since starting it without the board says "${used}"`);
		return;
	}
	const free = board.variables - used;
	const isConnected = script.includes('require("net")');
	const needed = isConnected ? CONNECTED : CALLS;
	fit.lines.push(
		`variables: about ${shown(used)} of ${shown(board.variables)} once it has started (estimated, within 12 %); ${shown(Math.max(free, 0))} are left, and it needs ${needed} to work with`,
	);
	if (free >= needed) return;
	const remedy = isConnected
		? `give the listener or server fewer connections (one of 512+512 bytes takes about ${CONNECTION}) or smaller buffers, or take a board with more`
		: "make fewer or smaller objects, or take a board with more";
	fit.problems.push(
		`it takes about ${shown(used)} of the ${shown(board.variables)} variables and needs ${needed} more to work with, ${shown(needed - free)} too many: ${remedy}`,
	);
}

/** Says what `script` takes on the board called `name`, which is one of BOARD_NAMES. */
export function fitOn(name: string, script: string): Fit {
	const board = BOARDS[name];
	const fit: Fit = { lines: [], problems: [] };
	const size = Buffer.byteLength(script) + FILE;
	fit.lines.push(`${name}: ${board.title} (boards/${board.source}.py of firmware 2v29)`);
	fit.lines.push(`flash: ${shown(size)} of ${shown(board.flash)} bytes of Storage`);
	if (size > board.flash) {
		fit.problems.push(
			`it takes ${shown(size)} bytes of flash and Storage has ${shown(board.flash)}, ${shown(size - board.flash)} too few: import less, or take a board with more`,
		);
	}
	variablesOf(script, board, fit);
	if (board.note !== undefined) fit.lines.push(`note: ${board.note}`);
	const network = board.network;
	if (network !== "built in" && /require\("(net|dgram)"\)/.test(script)) {
		const how =
			network === "none"
				? "has no network"
				: "gets its network from a module, which takes variables of its own";
		fit.lines.push(`note: this firmware ${how}`);
	}
	return fit;
}

/** Prints what `script` takes there; throws a `CliError` with the numbers if it cannot run. */
export function checkFit(name: string, script: string): void {
	const { lines, problems } = fitOn(name, script);
	if (problems.length > 0) {
		throw new CliError(
			`does not fit on ${name}:\n  ${problems.join("\n  ")}\n  ${lines.join("\n  ")}`,
		);
	}
	for (const line of lines) console.log(line);
}
