/** The hello server on node:http, with the reply bytes of evlite's. Prints its port. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((_request, response) => {
	response.sendDate = false;
	response.removeHeader("Connection");
	response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 6 });
	response.end("hello\n");
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => process.exit(0));
