/** One canned reply for whatever arrives, on node:net: the floor. Prints its port. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { body, head } from "./body.js";

const reply = Buffer.from(head + body);
const server = createServer({ noDelay: true }, (socket) => {
	socket.on("data", () => socket.write(reply));
	socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => process.exit(0));
