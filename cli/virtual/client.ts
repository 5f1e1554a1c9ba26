/**
 * A client of a program under `evlite run --host virtual`: connects, asks a few times, goes, and
 * comes again, on a virtual device of its own. Some are slow and some say nothing, where the faults
 * ask for that.
 */
import { EV_READ, type Event, EventBase, eventAddTimeout } from "evlite";
import {
	BEV_EVENT_CONNECTED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_TIMEOUT,
	BufferEvent,
} from "evlite/bufferevent";
import {
	type Device,
	FAULT_HIDDEN_CLIENT,
	FAULT_SLOW_CLIENT,
	type Network,
	Random,
} from "evlite/virtual";

const PATIENCE_MS = 30_000; // without a byte

export interface Tally {
	/** Connections that stood. */
	connected: number;
	/** Times that something came back. */
	answers: number;
	/** Connections that failed, or were left without a word. */
	failed: number;
}

/** How a client behaves. */
type Manner = "plain" | "slow-client" | "hidden-client";

export interface ClientOptions {
	seed: number;
	/** Whom to ask, and what. */
	address: () => string; // it may change
	port: number;
	request: string;
	manner: Manner;
	tally: Tally;
}

export class Client {
	private readonly options: ClientOptions;
	private readonly random: Random;
	private readonly connection: BufferEvent;
	private readonly again: Event;
	private readonly spoon: Event;
	private left = 0; // requests still to send on this connection

	constructor(device: Device, options: ClientOptions) {
		const slow = options.manner === "slow-client";
		this.options = options;
		const base = new EventBase(device, { events: 3 });
		this.random = new Random(options.seed);
		this.connection = new BufferEvent(base, {
			input: slow ? 16 : 512,
			readTimeoutMs: PATIENCE_MS,
			writeTimeoutMs: PATIENCE_MS,
			onRead: () => this.read(),
			onEvent: (_connection, what) => this.event(what),
		});
		this.again = base.event({ timeoutMs: 1, onEvent: () => this.connect() });
		this.spoon = base.event({ timeoutMs: 1000, onEvent: () => this.sip() });
		this.rest();
		base.dispatch();
	}

	/** Comes again after a while. */
	private rest(): void {
		this.spoon.del();
		this.again.del();
		eventAddTimeout(this.again, this.random.between(10, 5000));
	}

	private connect(): void {
		this.left = this.random.between(1, 5);
		if (this.connection.connect(this.options.address(), this.options.port) < 0) {
			this.options.tally.failed++;
			this.rest();
		}
	}

	private ask(): void {
		this.left--;
		this.connection.output.addText(this.options.request);
	}

	private read(): void {
		if (this.options.manner === "slow-client") {
			this.spoon.add();
			return;
		}
		this.connection.input.drain(this.connection.input.length);
		this.options.tally.answers++;
		if (this.left > 0) this.ask();
		else this.leave();
	}

	/** A byte a second. */
	private sip(): void {
		if (this.connection.input.drain(1) === 0) return;
		this.options.tally.answers++;
		this.spoon.add();
	}

	private leave(): void {
		this.connection.close();
		this.rest();
	}

	private event(what: number): void {
		if ((what & BEV_EVENT_CONNECTED) !== 0) {
			this.options.tally.connected++;
			this.connection.enable(EV_READ);
			if (this.options.manner !== "hidden-client") this.ask();
		} else if ((what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT | BEV_EVENT_EOF)) !== 0) {
			if ((what & BEV_EVENT_EOF) === 0) this.options.tally.failed++;
			this.leave();
		}
	}
}

/** The manner of client `number`: of the faults that concern clients each has its share. */
export function manner(network: Network, number: number): Manner {
	const kinds: Manner[] = ["plain"];
	if (network.isInjecting("slow-client")) kinds.push("slow-client");
	if (network.isInjecting("hidden-client")) kinds.push("hidden-client");
	const chosen = kinds[number % kinds.length];
	if (chosen === "slow-client") network.injected[FAULT_SLOW_CLIENT]++;
	if (chosen === "hidden-client") network.injected[FAULT_HIDDEN_CLIENT]++;
	return chosen;
}
