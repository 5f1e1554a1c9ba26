// Echo in ECMA-419, without a limit on connections and with whatever does not fit lost.
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";

new Listener({
	port: 7,
	onReadable(count) {
		while (count-- > 0) {
			new TCP({
				from: this.read(),
				onReadable() {
					this.write(this.read());
				},
				onError() {
					this.close();
				},
			});
		}
	},
});
