/** What `evlite run --host xs` says of listeners. */
import test from "ava";
import { Command, helloProgram } from "../cli/command.js";

const SECOND = `
import { Listener } from "evlite/bufferevent";
new Listener(base, { port: 7, connections: 1, onConnection: (c) => c.close() });
`;

test("listening: an HTTP server is announced as http, another listener as tcp", async (t) => {
	process.env.EVLITE_XS_BITS ??= "native";
	const text = helloProgram().replace("descriptors: 6", "descriptors: 7") + SECOND;
	const args = ["run", "two.ts", "--host", "xs", "--port", "0"];
	const command = new Command(t, args, { "two.ts": text });
	await command.line(/^listening on http:\/\/127\.0\.0\.1:\d+\/$/);
	await command.line(/^listening on tcp:\/\/127\.0\.0\.1:\d+$/);
	command.interrupt();
	t.is(await command.exit(), 0);
});
