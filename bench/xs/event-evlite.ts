// Echo by events of descriptors, without buffers.
import { EV_READ, type Event, EventBase } from "evlite";
import { Host } from "evlite/host";

const host = new Host({ descriptors: 6 });
const base = new EventBase(host, { events: 8 });
const bytes = new Uint8Array(512);
const listening = host.tcpListen("", 7, 4);

function onReadable(event: Event): void {
	const fd = event.context as number;
	const count = host.recv(fd, bytes, 0, bytes.length);
	if (count > 0) host.send(fd, bytes, 0, count);
	else if (count === 0) {
		event.free();
		host.close(fd);
	}
}

function onConnection(): void {
	const fd = host.accept(listening);
	if (fd < 0) return;
	const options = { fd, interest: EV_READ, persist: true, context: fd, onEvent: onReadable };
	base.event(options).add();
}

base.event({ fd: listening, interest: EV_READ, persist: true, onEvent: onConnection }).add();
base.dispatch();
