/** The server on node:http. Prints its port. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { body, date, size } from "./body.js";

const server = createServer((_request, response) => {
	response.sendDate = false;
	response.removeHeader("Connection");
	response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": size, Date: date });
	response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => process.exit(0));
