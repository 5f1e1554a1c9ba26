/** The echo server on node:net. Prints its port. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

const server = createServer({ noDelay: true }, (socket) => {
	socket.on("data", (bytes) => socket.write(bytes));
	socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => process.exit(0));
