/** Run by node.test.ts in a process of its own. */
import { closeSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Host } from "../../hosts/node/index.js";
import { EAGAIN } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { listen, peer, until } from "./node-script.js";

/** A loop with a timer and a listener that is closed: nothing may keep the process alive. */
async function ends(): Promise<void> {
	const host = new Host({ descriptors: 4 });
	const base = new EventBase(host, { events: 4 });
	const { fd, port } = await listen(host, 4);
	const client = await peer(port);
	const udp = host.udpBind("127.0.0.1", 0);
	const far = base.event({ timeoutMs: 3_600_000, onEvent: () => {} });
	far.add();
	base
		.event({
			timeoutMs: 5,
			onEvent: () => {
				far.del();
				host.close(udp);
				host.close(fd);
				client.destroy();
			},
		})
		.add();
	base.onEnd = () => console.log("the loop ended");
	base.dispatch();
}

/** The system's own limit: one descriptor is left, for the client's end. */
async function emfile(): Promise<void> {
	const host = new Host({ descriptors: 4 });
	const { fd, port } = await listen(host, 4);
	const warm: Socket = connect(port, "127.0.0.1"); // loads what a connect needs
	await until("a connection", () => host.accept(fd) >= 0);
	warm.destroy();
	const taken: number[] = [];
	try {
		for (;;) taken.push(openSync("/dev/null", "r"));
	} catch {
		closeSync(taken.pop() as number);
	}
	const client = connect(port, "127.0.0.1");
	client.on("error", () => {});
	client.resume();
	await until("the drop", () => client.destroyed);
	console.log(host.accept(fd) === -EAGAIN ? "dropped" : "not dropped");
	for (const each of taken) closeSync(each);
	const next = await peer(port);
	let server = -1;
	await until("a connection", () => {
		server = host.accept(fd);
		return server >= 0;
	});
	console.log("recovered");
	next.destroy();
	host.close(server);
	host.close(fd);
	process.exit(0);
}

if (process.argv[2] === "ends") await ends();
else await emfile();
