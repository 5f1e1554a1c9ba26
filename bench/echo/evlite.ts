/** The echo server on evlite. Prints its port. */
import { EventBase, SocketAddress } from "evlite";
import { type BufferEvent, Listener } from "evlite/bufferevent";
import { Host } from "evlite/host";

const host = new Host({ descriptors: 6 });
const base = new EventBase(host, { events: 16 });

function echo(connection: BufferEvent): void {
	connection.output.addBuffer(connection.input);
}

const listener = new Listener(base, {
	port: 0,
	address: "127.0.0.1",
	connections: 4,
	onConnection: (connection) => {
		connection.onRead = echo;
		connection.onWrite = echo;
	},
});
base.dispatch();

const local = new SocketAddress("", 0);
function report(): void {
	if (host.localAddress(listener.fd, local) === 0) console.log(local.port);
	else setTimeout(report, 5);
}
report();
process.on("SIGTERM", () => process.exit(0));
