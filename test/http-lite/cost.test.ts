/** httpServerCost: it returns what the constructor takes. */
import { EventBase } from "../../src/core/event-base.js";
import type { HttpRequest } from "../../src/http-lite/index.js";
import { HttpServer, type HttpServerOptions, httpServerCost } from "../../src/http-lite/index.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

const OPTIONS: HttpServerOptions[] = [
	{ port: 80, connections: 1 },
	{ port: 80, connections: 3, input: 255, output: 160 },
	{ port: 80, connections: 2, input: 1, output: 163 },
];

test("httpServerCost: buffers and memo to the byte, events and descriptors", (t) => {
	for (const options of OPTIONS) {
		const cost = httpServerCost(options);
		const limits = { descriptors: cost.descriptors, window: 8, datagrams: 1, datagramBytes: 1 };
		const host = new MemoryHost(limits);
		const base = new EventBase(host, { events: cost.events });
		const server = new HttpServer(base, options);
		const request = server.listener.idle_[0].context as HttpRequest;
		t.is(request.connection.input.slab.bytes.length, cost.buffers);
		t.is(server.memo_.words_.length * 4, cost.memo);
		t.is(base.used, cost.events);
		t.is(host.descriptors.open + options.connections, cost.descriptors);
		t.is(cost.total, cost.buffers + cost.memo + cost.connections + cost.server);
		server.close();
	}
});

test("httpServerCost: one event or connection less is a RangeError", (t) => {
	for (const options of OPTIONS) {
		const cost = httpServerCost(options);
		const host = new MemoryHost({ descriptors: 2, window: 8, datagrams: 1, datagramBytes: 1 });
		const base = new EventBase(host, { events: cost.events - 1 });
		t.throws(() => new HttpServer(base, options), "RangeError");
	}
});

test("httpServerCost: what docs/MEMORY.md measures of the hello example", (t) => {
	const cost = httpServerCost({ port: 80, connections: 4 });
	t.is(cost.buffers, 4128);
	t.is(cost.memo, 512);
	t.is(cost.connections, 4 * 672);
	t.is(cost.total, 9936);
	const named = httpServerCost({ port: 80, connections: 4, fields: ["cookie", "x"] });
	t.is(named.server, cost.server + 9);
});
