/** `evlite run`: a program on a host, from its TypeScript. */
import { isIP } from "node:net";
import { resolve } from "node:path";
import {
	type Command,
	duration,
	hostName,
	type Parsed,
	program,
	text,
	usageFailure,
	wholeNumber,
} from "./options.js";

export interface RunOptions {
	/** Absolute path of the program. */
	program: string;
	/** Local port for the first one that the program asks for; its own if undefined. */
	port: number | undefined;
	/** Local address of every listener. */
	address: string | undefined;
}

const HOSTS = ["node", "xs", "virtual"];
/** Options that only one host knows. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
	xs: ["board", "report", "meter-limit", "digital", "profile", "trace-alloc"],
	virtual: ["seed", "faults", "time", "devices", "clients", "timeline", "pcap"],
};
const METER_MAX = Number.MAX_SAFE_INTEGER;

function address(parsed: Parsed): string | undefined {
	const value = parsed.values.address;
	if (typeof value !== "string") return undefined;
	if (isIP(value) === 0) throw usageFailure(`--address ${value}: not an IPv4 or IPv6 address`);
	return value;
}

/** Refuses options of another host than `host`. */
function refuseStray(parsed: Parsed, host: string): void {
	for (const [owner, names] of Object.entries(ONLY)) {
		const stray = names.find((name) => parsed.values[name] !== undefined);
		if (owner !== host && stray !== undefined)
			throw usageFailure(`--${stray} needs --host ${owner}`);
	}
	const local = ["port", "address"].find((name) => parsed.values[name] !== undefined);
	if (host === "virtual" && local !== undefined) {
		throw usageFailure(`--${local}: a virtual device listens where its program says`);
	}
}

async function virtual(parsed: Parsed): Promise<number> {
	if (parsed.positionals.length === 0) throw usageFailure("which program? (see --help)");
	const seed = wholeNumber(parsed, "seed", 1, 0x7fffffff);
	const faults = text(parsed, "faults", "");
	const { runVirtual } = await import("./run-virtual.js");
	return runVirtual({
		programs: parsed.positionals.map((each) => resolve(each)),
		seed: seed ?? 1,
		faults: faults === "" ? [] : faults.split(","),
		timeMs: duration(parsed, "time", 60_000),
		devices: wholeNumber(parsed, "devices", 1, 10_000) ?? 1,
		clients: wholeNumber(parsed, "clients", 0, 10_000) ?? 4,
		timeline: typeof parsed.values.timeline === "string" ? parsed.values.timeline : undefined,
		pcap: typeof parsed.values.pcap === "string" ? parsed.values.pcap : undefined,
	});
}

export const command: Command = {
	summary: "run a program on a host",
	usage: "run PROGRAM.ts [OPTIONS]",
	options: {
		host: { value: "HOST", help: "node (if not given), xs (or moddable), virtual" },
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
		seed: { value: "N", help: "virtual: decides all that is left to chance; 1 if not given" },
		faults: { value: "A,B", help: "virtual: what goes wrong (docs/VIRTUAL.md), or all" },
		time: { value: "T", help: "virtual: 90s, 10m, 1h, ... of the virtual clock; 60s if not given" },
		devices: { value: "N", help: "virtual: devices that run the program; 1 if not given" },
		clients: { value: "N", help: "virtual: clients of its first listener; 4 if not given" },
		timeline: { value: "FILE", help: "virtual: write what happens as text; - for standard output" },
		pcap: { value: "FILE", help: "virtual: write the packets for Wireshark" },
	},
	notes: "Ctrl-C ends the program and prints what it did.",
	async run(parsed) {
		const host = hostName(parsed, HOSTS, {
			espruino: "`evlite build --host espruino` writes what a board takes (docs/FLASH.md)",
		});
		refuseStray(parsed, host);
		if (host === "virtual") return virtual(parsed);
		const options: RunOptions = {
			program: resolve(program(parsed)),
			port: wholeNumber(parsed, "port", 0, 65535),
			address: address(parsed),
		};
		if (host === "node") {
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
