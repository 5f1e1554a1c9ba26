// The interpreter's own server.
// biome-ignore lint/style/useNodejsImportProtocol: Espruino's own module
require("http")
	.createServer((_request, response) => {
		response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 6 });
		response.end("hello\n");
	})
	.listen(8080);
