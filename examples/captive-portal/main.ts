/**
 * A captive portal's name server: every name is the device's own address, over UDP and TCP.
 * `npx evlite run examples/captive-portal/main.ts --port 5353`, then
 * `dig -p 5353 @127.0.0.1 any.name` and the same with `+tcp`.
 */
import { EventBase } from "evlite";
import type { DnsRequest } from "evlite/dns";
import { DNS_A, DNS_ANY, DnsServer, DnsTcpServer, replyAddress } from "evlite/dns";
import { Host } from "evlite/host";

const PORT = 53;
const DEVICE = new Uint8Array([192, 168, 4, 1]);
const TTL = 10; // seconds; short, for when the portal is gone

const base = new EventBase(new Host({ descriptors: 4 }), { events: 5 });

function onRequest(request: DnsRequest): void {
	request.authoritative = true;
	if (request.type === DNS_A || request.type === DNS_ANY) {
		replyAddress(request, null, TTL, DEVICE, 0, DEVICE.length);
	}
	request.respond(0); // without a record: the name exists, but has none of this type
}

new DnsServer(base, { port: PORT, requests: 2, onRequest });
new DnsTcpServer(base, { port: PORT, connections: 2, onRequest });
base.dispatch();
