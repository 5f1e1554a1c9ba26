// By hand: one canned reply for whatever arrives, on a connection that is kept.
// biome-ignore lint/style/useNodejsImportProtocol: Espruino's own module
require("net")
	.createServer((socket) => {
		socket.on("data", () => {
			socket.write(
				"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n",
			);
		});
	})
	.listen(8080);
