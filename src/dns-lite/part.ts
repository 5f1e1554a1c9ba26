/** Parts of a resolver: what only some programs need. */
import type { Resolver } from "./resolver.js";

/** What a program may add to a resolver. Parts are asked in the order in which they were added. */
export interface ResolverPart {
	next_: ResolverPart | null;
	before_: ResolverPart | null;
	/** Offers the new query at `slot`. Returns true if it is answered, in `r.answer`, or taken over. */
	begin_(slot: number): boolean;
	/**
	 * Offers the outcome in `r.answer`, to the part added last first. Returns true if the part goes on
	 * with the query; the others are not asked then. The packet of `slot` may be another query's by
	 * then; the message is not.
	 */
	end_(slot: number): boolean;
	/** Tells that the query at `slot`, which a part had taken over, is over. */
	drop_(slot: number): void;
	/**
	 * Runs at the end of each turn of the resolver, where the stack is shallow. Returns the slot of a
	 * query of the part's own whose outcome is in `r.answer`, to run again after that, or -1.
	 */
	turn_(): number;
}

/** Adds `part` behind the others. Before the first query. */
export function partAdd(r: Resolver, part: ResolverPart): void {
	const last = r.lastPart_;
	part.before_ = last;
	r.lastPart_ = part;
	if (last === null) r.parts_ = part;
	else last.next_ = part;
}
