/** The Allow field that a 405 must carry (RFC 9110, 10.2.1, 15.5.6). */
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import type { HttpRequest } from "./request.js";

/** Adds the methods of all routes for the path of `r` to its output, in the order of the routes. */
export function addAllow(r: HttpRequest): void {
	const server = r.server_;
	const output = r.connection.output;
	const page = server.page_;
	const behind = page.bytes.length - page.fieldsAt + 2; // what must still fit
	let lead = server.allow_;
	for (let i = 0; i < server.routes_.length; i++) {
		const route = server.routes_[i];
		const names = route.names;
		if (!r.pathIs(route.path)) continue;
		if (output.size - output.length < lead.length + names.length + behind) continue;
		output.add(lead);
		output.add(names);
		lead = server.comma_;
	}
	if (lead === server.comma_) copyIn(output, page.bytes, page.fieldsAt - 2, 2); // CR LF
}
