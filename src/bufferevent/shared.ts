/** What the connections of a pool share: their limits, what moves their bytes, and where they return to. */
import type { BufferEvent } from "./bufferevent.js";
import type { LimitOptions } from "./connection-config.js";
import { ConnectionConfig } from "./connection-config.js";
import type { Transport } from "./transport.js";

/** Where a pooled bufferevent goes when it is closed. */
export interface Pool {
	release_(connection: BufferEvent): void;
	/** Returns whether somebody waits for one that is free, and none is. */
	isAwaited_(): boolean;
}

/** One object with the limits, because each pointer more is a slot of every connection. */
export class Shared extends ConnectionConfig {
	io_: Transport; // by transport.ts
	pool_: Pool | null; // by own-limits.ts

	/** `input` is the capacity of the inputs. Throws as ConnectionConfig does. */
	constructor(io: Transport, options: LimitOptions, input: number, pool: Pool | null) {
		super(options, input);
		this.io_ = io;
		this.pool_ = pool;
	}
}
