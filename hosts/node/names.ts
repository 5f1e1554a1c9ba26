/** Names by the machine's own resolver, as `PlatformNames` of evlite/dns takes it. */
import { lookup } from "node:dns";

/** Asks for an address of `name` of `family` 4 or 6; `callback` gets it, or null. @allocates what Node does */
export function lookupName(
	name: string,
	family: number,
	callback: (address: string | null) => void,
): void {
	lookup(name, { family }, (error, address) => callback(error === null ? address : null));
}
