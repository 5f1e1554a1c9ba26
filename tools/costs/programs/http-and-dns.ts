/**
 * All of a small device's servers at once: an HTTP server of four connections, a captive portal's
 * name server, and a resolver whose look-ups are what "/look" asks for.
 */
import { EventBase } from "evlite";
import type { DnsAnswer, DnsRequest } from "evlite/dns";
import { DNS_A, DnsServer, Resolver, replyAddress } from "evlite/dns";
import { Host } from "evlite/host";
import type { HttpRequest } from "evlite/http";
import { Content, HttpServer } from "evlite/http";

const DEVICE = new Uint8Array([192, 168, 4, 1]);

const base = new EventBase(new Host({ descriptors: 8 }), { events: 8 });
const hello = new Content("text/plain", "hello\n");
const found = new Content("text/plain", "found\n");
const lost = new Content("text/plain", "lost\n");
const server = new HttpServer(base, { port: 8080, connections: 4, idleTimeoutMs: 10_000 });
const resolver = new Resolver(base, { servers: ["127.0.0.1:5300"], queries: 2, nameSize: 64 });

function onRequest(request: DnsRequest): void {
	if (request.type === DNS_A) replyAddress(request, null, 10, DEVICE, 0, 4);
	request.respond(0);
}

function onResolved(answer: DnsAnswer): void {
	const request = answer.context as HttpRequest;
	request.reply(200, answer.error === 0 && answer.count === 1 ? found : lost);
}

function look(request: HttpRequest): void {
	if (resolver.resolve("www.example.com", DNS_A, onResolved, request) < 0) request.reply(503, lost);
}

server.route("GET", "/", (request) => request.reply(200, hello));
server.route("GET", "/look", look);
new DnsServer(base, { port: 5300, requests: 2, onRequest });
base.dispatch();
