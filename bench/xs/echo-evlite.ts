// Echo by buffered connections.
import { EventBase } from "evlite";
import { type BufferEvent, Listener } from "evlite/bufferevent";
import { Host } from "evlite/host";

const base = new EventBase(new Host({ descriptors: 6 }), { events: 8 });

function echo(connection: BufferEvent): void {
	connection.output.addBuffer(connection.input);
}

new Listener(base, {
	port: 7,
	connections: 4,
	onConnection: (connection) => {
		connection.onRead = echo;
		connection.onWrite = echo;
	},
});
base.dispatch();
