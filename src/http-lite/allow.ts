/** The Allow field that a 405 must carry (RFC 9110, 10.2.1, 15.5.6). */
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import { methodsText } from "./method.js";
import type { HttpRequest } from "./request.js";
import { addText, TEXT_ALLOW, TEXT_COMMA, textSize } from "./texts.js";

/** Adds the methods of all routes for the path of `r` to its output, in the order of the routes. */
export function addAllow(r: HttpRequest): void {
	const server = r.server_;
	const output = r.connection.output;
	const page = server.page_;
	const after = page.bytes.length - page.fieldsAt + 2; // what must still fit
	let lead = TEXT_ALLOW;
	for (let i = 0; i < server.routes_.length; i++) {
		const route = server.routes_[i];
		const names = methodsText(route.methods);
		if (!r.pathIs(route.path)) continue;
		if (output.size - output.length < textSize(lead) + textSize(names) + after) continue;
		addText(output, server.texts_, lead);
		addText(output, server.texts_, names);
		lead = TEXT_COMMA;
	}
	if (lead === TEXT_COMMA) copyIn(output, page.bytes, page.fieldsAt - 2, 2); // CR LF
}
