/** One canned reply for whatever arrives, on node:net: the floor. Prints its port. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

const reply = Buffer.from(
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n",
);
const server = createServer({ noDelay: true }, (socket) => {
	socket.on("data", () => socket.write(reply));
	socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => process.exit(0));
