/** The name server on evlite: what examples/captive-portal does, over UDP. Prints its port. */
import { EventBase, SocketAddress } from "evlite";
import type { DnsRequest } from "evlite/dns";
import { DNS_A, DnsServer, replyAddress } from "evlite/dns";
import { Host } from "evlite/host";

const host = new Host({ descriptors: 2, datagrams: 256 });
const base = new EventBase(host, { events: 2 });
const address = Uint8Array.from([192, 168, 4, 1]);

function onRequest(request: DnsRequest): void {
	request.authoritative = true;
	if (request.type === DNS_A) replyAddress(request, null, 10, address, 0, 4);
	request.respond(0);
}

const server = new DnsServer(base, { port: 0, address: "127.0.0.1", requests: 8, onRequest });
base.dispatch();

const local = new SocketAddress("", 0);
function report(): void {
	if (host.localAddress(server.fd, local) === 0) console.log(local.port);
	else setTimeout(report, 5);
}
report();
process.on("SIGTERM", () => process.exit(0)); // so that --cpu-prof writes its file
