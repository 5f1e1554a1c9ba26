/** Rate limits for all connections of a listener. */
import { ENOBUFS } from "../core/errno.js";
import type { Listener } from "./listener.js";
import { limiterFor, setRateLimit } from "./rate-limit.js";
import type { RateLimitGroup } from "./rate-limit-group.js";
import { addToGroup } from "./rate-limit-group.js";
import type { TokenBucketConfig } from "./token-bucket.js";

/**
 * Limits every connection of `listener` by a bucket of its own (`config`), by one for all (`group`)
 * or by both; null = not that one. Before the loop starts: takes an event of the base for each
 * connection. Returns 0 or -ENOBUFS. @setup
 */
export function limitConnections(
	listener: Listener,
	config: TokenBucketConfig | null,
	group: RateLimitGroup | null,
): number {
	const pool = listener.idle_;
	for (let i = 0; i < pool.length; i++) {
		if (limiterFor(pool[i]) === null) return -ENOBUFS;
		if (config !== null) setRateLimit(pool[i], config);
		if (group !== null) addToGroup(pool[i], group);
	}
	return 0;
}
