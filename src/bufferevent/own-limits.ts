/** Giving a bufferevent limits of its own, where those of its pool are shared. */
import { setCapacity } from "../evbuffer-lite/capacity.js";
import type { BufferEvent } from "./bufferevent.js";
import type { Pool } from "./shared.js";
import { Shared } from "./shared.js";

/** Limits of one bufferevent; in a pool the next connection starts with those of the pool again. */
class OwnShared extends Shared implements Pool {
	readonly common_: Shared;
	readonly capacity_: number; // of the output's region

	constructor(shared: Shared, input: number, capacity: number) {
		super(shared.io_, shared, input, null);
		this.common_ = shared;
		this.capacity_ = capacity;
		this.pool_ = shared.pool_ === null ? null : this;
	}

	release_(connection: BufferEvent): void {
		const shared = this.common_;
		this.readLow = shared.readLow;
		this.readHigh = shared.readHigh;
		this.writeLow = shared.writeLow;
		this.readTimeoutMs = shared.readTimeoutMs;
		this.writeTimeoutMs = shared.writeTimeoutMs;
		setCapacity(connection.output, this.capacity_);
		if (shared.pool_ !== null) shared.pool_.release_(connection);
	}

	isAwaited_(): boolean {
		const pool = this.common_.pool_;
		if (pool === null) return false;
		return pool.isAwaited_();
	}
}

/** Returns the limits of `be`, which no other bufferevent shares from now on. @allocates one object, once */
export function ownLimits(be: BufferEvent): OwnShared {
	const limits = be.shared_;
	if (limits instanceof OwnShared) return limits;
	const own = new OwnShared(limits, be.input.size, be.output.size);
	be.shared_ = own;
	return own;
}
