/** The hello server on evlite. Prints its port. */
import { EventBase, SocketAddress } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";

const host = new Host({ descriptors: 40 });
const base = new EventBase(host, { events: 40 });
const hello = new Content("text/plain", "hello\n");
const server = new HttpServer(base, {
	port: 0,
	address: "127.0.0.1",
	connections: 32,
	backlog: 64,
	idleTimeoutMs: 10_000,
});
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();

const local = new SocketAddress("", 0);
function tell(): void {
	if (host.localAddress(server.listener.fd, local) === 0) console.log(local.port);
	else setTimeout(tell, 5);
}
tell();
process.on("SIGTERM", () => process.exit(0)); // so that --cpu-prof writes its file
