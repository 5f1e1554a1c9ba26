// A reply to each "GET / ", in ECMA-419: as a string, as programs for devices do; no limits, no timeouts.
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";

const reply = ArrayBuffer.fromString(
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n",
);

new Listener({
	port: 8080,
	onReadable(count) {
		while (count-- > 0) {
			let text = "";
			new TCP({
				from: this.read(),
				onReadable() {
					text += String.fromArrayBuffer(this.read());
					for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
						const lines = text.slice(0, end).split("\r\n");
						const [method, path] = lines[0].split(" ");
						if (method === "GET" && path === "/") this.write(reply);
						else this.close();
						text = text.slice(end + 4);
					}
				},
				onError() {
					this.close();
				},
			});
		}
	},
});
