/** What HttpServer and Content refuse. */
import { Refuse } from "../../src/bufferevent/index.js";
import type { EventBase } from "../../src/core/event-base.js";
import { Content, HttpServer } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import type { Option } from "../options.js";
import {
	baseOf,
	isUntouched,
	lacksDescriptors,
	lacksEvents,
	MAX,
	refuse,
	thrown,
} from "../options.js";

function serve(base: EventBase, options: object): HttpServer {
	return new HttpServer(base, Object.assign({ port: 80, connections: 1 }, options));
}

const OPTIONS: Option[] = [
	["port", 0, 65535, (b, port) => serve(b, { port })],
	["connections", 1, 16383, (b, connections) => serve(b, { connections })],
	["backlog", 0, MAX, (b, backlog) => serve(b, { backlog })],
	["input", 1, 65531, (b, input) => serve(b, { input })],
	["output", 160, 65531, (b, output) => serve(b, { output })],
	["idleTimeoutMs", 0, MAX, (b, idleTimeoutMs) => serve(b, { idleTimeoutMs })],
	["headerTimeoutMs", 0, MAX, (b, headerTimeoutMs) => serve(b, { headerTimeoutMs })],
	["lineMax", 0, MAX, (b, lineMax) => serve(b, { lineMax })],
	["headMax", 0, 65535, (b, headMax) => serve(b, { headMax })],
	["bodyMax", 0, MAX, (b, bodyMax) => serve(b, { bodyMax })],
	["fieldsMax", 0, 500, (b, fieldsMax) => serve(b, { fieldsMax })],
	["status", 200, 599, (_b, status) => new Content("text/plain", "", status)],
];

test("options: a number that is not whole or out of range is refused by name, value and range", (t) => {
	refuse(t, baseOf(4, 4), OPTIONS);
});

test("room: a server has an event and a descriptor for itself and each connection, or says what lacks", (t) => {
	for (const [base, options, wanted] of [
		[baseOf(3, 9), { connections: 4 }, lacksEvents(3, "HttpServer needs 5 (connections + 1)")],
		[baseOf(9, 3), { connections: 4 }, lacksDescriptors(3, "HttpServer needs 5 (connections + 1)")],
		[
			baseOf(9, 5),
			{ connections: 4, overload: new Refuse(new Uint8Array(1)) },
			lacksDescriptors(5, "HttpServer needs 6 (connections + 2)"),
		],
	] as [EventBase, object, string][]) {
		t.is(
			thrown(() => serve(base, options)),
			wanted,
		);
		isUntouched(t, base, wanted);
	}
	const base = baseOf(9, 5);
	serve(base, { connections: 4 });
	t.is(
		thrown(() => serve(base, { port: 81 })),
		lacksDescriptors(0, "HttpServer needs 2 (connections + 1)"),
		"though 4 are not open yet",
	);
});
