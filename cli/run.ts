/** `evlite run`: a program on a host, from its TypeScript. */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { type Command, type Parsed, program, text, usageFailure, wholeNumber } from "./options.js";

export interface RunOptions {
	/** Absolute path of the program. */
	program: string;
	/** Local port for the first one that the program asks for; its own if undefined. */
	port: number | undefined;
	/** Local address of every listener. */
	address: string | undefined;
}

const HOSTS = ["node", "xs"];
const METER_MAX = Number.MAX_SAFE_INTEGER;

function address(parsed: Parsed): string | undefined {
	const value = parsed.values.address;
	if (typeof value !== "string") return undefined;
	if (isIP(value) === 0) throw usageFailure(`--address ${value}: not an IPv4 or IPv6 address`);
	return value;
}

export const command: Command = {
	summary: "run a program on a host",
	usage: "run PROGRAM.ts [OPTIONS]",
	options: {
		host: { value: "HOST", help: `${HOSTS.join(", ")}; node if not given` },
		port: {
			value: "N",
			help: "local port, TCP and UDP, for the first one that the program asks for",
		},
		address: { value: "A", help: "local address of the listeners; 127.0.0.1 if not given" },
		board: { value: "BOARD", help: "xs: esp8266 (if not given), esp32, esp32-c3, pico, nrf52" },
		report: { value: "FILE", help: "xs: write the figures as JSON; - for standard output" },
		"meter-limit": { value: "N", help: "xs: reset the device after N metering units" },
		digital: { value: "FILE", help: "xs: edges at pins, lines of MS PIN LEVEL" },
		profile: { help: "xs: metering units by function; in the report by line too" },
		"trace-alloc": { help: "xs: which lines allocated after start-up, by kind of object" },
	},
	notes: "Ctrl-C ends the program and prints what it did.",
	async run(parsed) {
		const host = text(parsed, "host", "node");
		if (!HOSTS.includes(host)) {
			throw usageFailure(`--host ${host}: not one of ${HOSTS.join(", ")}`);
		}
		const options: RunOptions = {
			program: resolve(program(parsed)),
			port: wholeNumber(parsed, "port", 0, 65535),
			address: address(parsed),
		};
		const only = ["board", "report", "meter-limit", "digital", "profile", "trace-alloc"];
		const stray = only.find((name) => parsed.values[name] !== undefined);
		if (host !== "xs" && stray !== undefined) throw usageFailure(`--${stray} needs --host xs`);
		if (host !== "xs") {
			const { runNode } = await import("./run-node.js"); // the bundler is slow to load
			return runNode(options);
		}
		const { runXs } = await import("./run-xs.js");
		return runXs({
			...options,
			board: text(parsed, "board", "esp8266"),
			report: typeof parsed.values.report === "string" ? parsed.values.report : undefined,
			meterLimit: wholeNumber(parsed, "meter-limit", 1, METER_MAX),
			digital: typeof parsed.values.digital === "string" ? parsed.values.digital : undefined,
			profile: parsed.values.profile === true,
			traceAlloc: parsed.values["trace-alloc"] === true,
		});
	},
};
