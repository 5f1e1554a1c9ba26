/** Adding parts to a resolver; see ResolverPart. */
import type { Resolver, ResolverPart } from "./resolver.js";

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
