/** What the host prints of errors that nobody handles. */
import { EACCES, EADDRINUSE, EADDRNOTAVAIL } from "../../src/core/errno.js";
import { strerror } from "../../src/core/strerror.js";

/** One line: the port, the address, what is wrong and the remedy. */
function listenText(error: number, port: number, address: string): string {
	const where = address === "" ? `port ${port}` : `port ${port} of ${address}`;
	switch (error) {
		case EADDRINUSE:
			return `${where} is already used: choose another, or end the program that has it`;
		case EACCES:
			return `not allowed to listen on ${where}: choose one from 1024 up, or get the permission`;
		case EADDRNOTAVAIL:
			return `${address} is no address of this machine: choose one of its own, or "" for all`;
		default:
			return `cannot listen on ${where}: ${strerror(error)}`;
	}
}

/** Where an error was thrown, from its stack; Node maps it to the sources if it has their map. */
function errorText(error: unknown): string {
	if (typeof error === "number") return `error ${error}: ${strerror(error)}`;
	if (error instanceof Error && typeof error.stack === "string") return error.stack;
	try {
		return String(error);
	} catch {
		return "an error without a text";
	}
}

/** Returns what is to be printed; see `Host.reportError`. */
export function reportText(error: unknown, port: number, address: string): string {
	return `evlite: ${port < 0 ? errorText(error) : listenText(error as number, port, address)}`;
}
