/** Parts of a resolver: what only some programs need. */
import type { Resolver } from "./resolver.js";

/** What a program may add to a resolver. Parts are asked in the order in which they were added. */
export interface ResolverPart {
	next_: ResolverPart | null;
	/** Offers the new query at `slot`. Returns true if it is answered, in `r.answer`, or taken over. */
	begin_(slot: number): boolean;
	/**
	 * Offers the outcome in `r.answer`. Returns true if the part goes on with the query, which at
	 * most one does. The packet of `slot` may be another query's by then; the message is not.
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
	let last = r.parts_;
	if (last === null) {
		r.parts_ = part;
		return;
	}
	while (last.next_ !== null) last = last.next_;
	last.next_ = part;
}
