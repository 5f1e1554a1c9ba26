// An echo server (RFC 862): `npx evlite run examples/echo/main.ts --port 7007`, then `nc 127.0.0.1 7007`.
import { EventBase } from "evlite";
import { type BufferEvent, Listener } from "evlite/bufferevent";
import { Host } from "evlite/host";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });

function echo(connection: BufferEvent): void {
	connection.output.addBuffer(connection.input); // moves what fits; the rest waits
}

new Listener(base, {
	port: 7,
	connections: 4,
	input: 512,
	output: 512,
	onConnection: (connection) => {
		connection.onRead = echo;
		connection.onWrite = echo;
	},
});
base.dispatch();
