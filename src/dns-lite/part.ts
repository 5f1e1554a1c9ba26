/** Parts of a resolver: optional features, such as a cache, that cost nothing unless imported. */
import type { Resolver } from "./resolver.js";

/** An optional feature of a resolver. Parts are asked in the order in which they were added. */
export interface ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	/** Offers the new query at `slot`. Returns true if it is answered, in `r.answer`, or taken over. */
	begin_(slot: number): boolean;
	/**
	 * Offers the outcome in `r.answer`, to the part added last first. Returns true if the part
	 * continues the query; the others are not asked then. `slot` may already be reused for another
	 * query; the message is still valid.
	 */
	end_(slot: number): boolean;
	/** Called when the query at `slot`, which a part had taken over, has ended. */
	drop_(slot: number): void;
	/**
	 * Runs at the end of each turn of the resolver, where the stack is shallow. Returns the slot of a
	 * query of the part's own whose outcome is in `r.answer`, to run again after that, or -1.
	 */
	turn_(): number;
}

/** Adds `part` after the others. Call it before the first query. */
export function partAdd(r: Resolver, part: ResolverPart): void {
	const last = r.lastPart_;
	part.before_ = last;
	r.lastPart_ = part;
	if (last === null) r.parts_ = part;
	else last.next_ = part;
}
