/** The server on evlite. Prints its port. */
import { EventBase, SocketAddress } from "evlite";
import { Host } from "evlite/host";
import { type Content, HttpServer } from "evlite/http";
import { body, head } from "./body.js";

const host = new Host({ descriptors: 40 });
const base = new EventBase(host, { events: 40 });
const reply: Content = {
	bytes: Buffer.from(head + body),
	status: 200,
	fieldsAt: head.indexOf("Content-Type"),
	bodyAt: head.length,
};
const server = new HttpServer(base, {
	port: 0,
	address: "127.0.0.1",
	connections: 32,
	backlog: 64,
	idleTimeoutMs: 10_000,
});
server.route("GET", "/", (request) => request.reply(200, reply));
base.dispatch();

const local = new SocketAddress("", 0);
function report(): void {
	if (host.localAddress(server.listener.fd, local) === 0) console.log(local.port);
	else setTimeout(report, 5);
}
report();
process.on("SIGTERM", () => process.exit(0)); // so that --cpu-prof writes its file
