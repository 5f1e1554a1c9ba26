// The server of the README.
import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });
const hello = new Content("text/plain", "hello\n");
const server = new HttpServer(base, { port: 8080, connections: 4, idleTimeoutMs: 10_000 });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();
