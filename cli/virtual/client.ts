/**
 * A client of a program under `evlite run --host virtual`: connects, sends a few requests, closes,
 * and connects again, on a virtual device of its own. If such faults are injected, some clients are
 * slow and some send nothing.
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
	/** Connections established. */
	connected: number;
	/** Answers received. */
	answers: number;
	/** Connections that failed or timed out. */
	failed: number;
}

/** How a client behaves. */
type Behavior = "plain" | "slow-client" | "hidden-client";

export interface ClientOptions {
	seed: number;
	/** The address of the program; the port and the request follow. */
	address: () => string; // it may change
	port: number;
	request: string;
	behavior: Behavior;
	tally: Tally;
}

export class Client {
	private readonly options: ClientOptions;
	private readonly random: Random;
	private readonly connection: BufferEvent;
	private readonly again: Event;
	private readonly slowReadTimer: Event;
	private left = 0; // requests still to send on this connection

	constructor(device: Device, options: ClientOptions) {
		const slow = options.behavior === "slow-client";
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
		this.slowReadTimer = base.event({ timeoutMs: 1000, onEvent: () => this.readByte() });
		this.rest();
		base.dispatch();
	}

	/** Comes again after a while. */
	private rest(): void {
		this.slowReadTimer.del();
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
		if (this.options.behavior === "slow-client") {
			this.slowReadTimer.add();
			return;
		}
		this.connection.input.drain(this.connection.input.length);
		this.options.tally.answers++;
		if (this.left > 0) this.ask();
		else this.leave();
	}

	/** Reads one byte; its timer calls it once a second. */
	private readByte(): void {
		if (this.connection.input.drain(1) === 0) return;
		this.options.tally.answers++;
		this.slowReadTimer.add();
	}

	private leave(): void {
		this.connection.close();
		this.rest();
	}

	private event(what: number): void {
		if ((what & BEV_EVENT_CONNECTED) !== 0) {
			this.options.tally.connected++;
			this.connection.enable(EV_READ);
			if (this.options.behavior !== "hidden-client") this.ask();
		} else if ((what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT | BEV_EVENT_EOF)) !== 0) {
			if ((what & BEV_EVENT_EOF) === 0) this.options.tally.failed++;
			this.leave();
		}
	}
}

/** Returns the behavior of client `number`: the faults that concern clients take turns. */
export function behavior(network: Network, number: number): Behavior {
	const kinds: Behavior[] = ["plain"];
	if (network.isInjecting("slow-client")) kinds.push("slow-client");
	if (network.isInjecting("hidden-client")) kinds.push("hidden-client");
	const chosen = kinds[number % kinds.length];
	if (chosen === "slow-client") network.injected[FAULT_SLOW_CLIENT]++;
	if (chosen === "hidden-client") network.injected[FAULT_HIDDEN_CLIENT]++;
	return chosen;
}
