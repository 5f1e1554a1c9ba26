// A web server: `npm start`, then `curl http://127.0.0.1:8080/`.
import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });
const hello = new Content("text/plain", "hello\n"); // encoded once, here
const server = new HttpServer(base, { port: 8080, connections: 4, idleTimeoutMs: 10_000 });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();
