/** Boards: one JSON file each, every figure with its source. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../../build/errors.js";
import { packageRoot } from "../../build/package.js";

interface Figure {
	value: number;
	source: string;
}

/** Creation parameters in the words of a Moddable manifest, and the limits of the network stack. */
export interface Board {
	name: string;
	title: string;
	/** Bytes of the block that holds stack, slots and chunks; 0: chunks and slots of fixed sizes. */
	static: Figure;
	/** Bytes. */
	chunks: { initial: number; incremental: number; source: string };
	slots: { initial: number; incremental: number; source: string };
	/** Slots. */
	stack: Figure;
	keys: { initial: number; incremental: number; source: string };
	/** TCP connections at a time. */
	sockets: Figure;
	listeners: Figure;
	udpSockets: Figure;
	/** Bytes a connection. */
	sendWindow: Figure;
	receiveWindow: Figure;
}

const FOLDER = join(packageRoot, "sim", "xs", "boards");

export function boardNames(): string[] {
	const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
	return files.map((file) => file.slice(0, -".json".length)).sort();
}

export function loadBoard(name: string): Board {
	if (!boardNames().includes(name)) {
		throw new CliError(`unknown board ${name}: one of ${boardNames().join(", ")}`, 2);
	}
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Board;
}

const CHUNK_BLOCK_BYTES = 64; // the header of the one block of chunks

/** Bytes for stack, slots and chunks together. Doubled where slots are 32 bytes. */
export function staticBytes(board: Board, slotSize: number): number {
	if (board.static.value > 0) return (board.static.value * slotSize) / 16;
	const slots = board.slots.initial + board.stack.value;
	return (board.chunks.initial * slotSize) / 16 + CHUNK_BLOCK_BYTES + slots * slotSize;
}

/** The simulator's options that make it this board. */
export function boardArguments(board: Board, slotSize: number): string[] {
	const scale = slotSize / 16;
	const options = {
		board: board.name,
		static: staticBytes(board, slotSize),
		chunks: `${board.chunks.initial * scale},${board.chunks.incremental}`,
		slots: `${board.slots.initial},${board.slots.incremental}`,
		stack: board.stack.value,
		keys: `${board.keys.initial},${board.keys.incremental}`,
		sockets: board.sockets.value,
		listeners: board.listeners.value,
		"udp-sockets": board.udpSockets.value,
		"send-window": board.sendWindow.value,
		"receive-window": board.receiveWindow.value,
	};
	return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
