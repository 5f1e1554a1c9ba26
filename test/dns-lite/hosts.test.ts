import {
	DNS_A,
	DNS_AAAA,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOTEXIST,
	DNS_MX,
} from "../../src/dns-lite/flags.js";
import { DnsHosts } from "../../src/dns-lite/hosts.js";
import { SearchDomains } from "../../src/dns-lite/search.js";
import { test } from "../harness.js";
import { nameOf } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

const LOOPBACK6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const TEXT = `# printers
192.0.2.7	printer printer.example # the old one
192.0.2.8 printer\r
2001:db8::7 printer
10.0.0.1:80 port
nonsense here
10.0.0.2
10.0.0.3 a..b good
`;

test("DN-21 hosts: names of the file are answered at once, by family, whatever the case", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	const hosts = new DnsHosts(scene.resolver, { text: TEXT });
	t.is(hosts.count, 5);
	t.is(hosts.refused, 3); // a port, no address, no name
	scene.ask("Printer", DNS_A, "mine");
	scene.ask("printer", DNS_AAAA);
	scene.ask("PRINTER.example.", DNS_A);
	scene.ask(new Uint8Array(nameOf("good")), DNS_A);
	t.is(server.drain(), 0);
	t.deepEqual(scene.errors(), [0, 0, 0, 0]);
	t.deepEqual(scene.outcomes[0].addresses, [192, 0, 2, 7, 192, 0, 2, 8]);
	t.is(scene.outcomes[0].context, "mine");
	t.deepEqual(
		scene.outcomes[1].addresses,
		[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
	);
	t.deepEqual(scene.outcomes[2].addresses, [192, 0, 2, 7]);
	t.deepEqual(scene.outcomes[3].addresses, [10, 0, 0, 3]);
});

test("DN-21 hosts: a family that the file has not is no data, other types and names are asked", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	new DnsHosts(scene.resolver, { text: TEXT });
	scene.ask("good", DNS_AAAA);
	t.is(server.drain(), 0);
	t.deepEqual(scene.errors(), [DNS_ERR_NODATA]);
	scene.ask("good", DNS_MX);
	scene.ask("better", DNS_A);
	t.is((server.take() as Query).type, DNS_MX);
	t.is((server.take() as Query).name.toLowerCase(), "better");
});

test("DN-21 hosts: without a text there is localhost", (t) => {
	const scene = new Scene({});
	new DnsHosts(scene.resolver, {});
	scene.ask("localhost", DNS_A);
	scene.ask("localhost", DNS_AAAA);
	t.deepEqual(scene.errors(), [DNS_ERR_NONE, DNS_ERR_NONE]);
	t.deepEqual(scene.outcomes[0].addresses, [127, 0, 0, 1]);
	t.deepEqual(scene.outcomes[1].addresses, LOOPBACK6);
});

test("hosts: the name is looked for as it is before search domains, and then within each", (t) => {
	const scene = new Scene({});
	const server = new Server(scene.host, "192.0.2.1");
	new DnsHosts(scene.resolver, { text: "10.0.0.1 a\n10.0.0.2 b.two.test" });
	new SearchDomains(scene.resolver, { domains: ["one.test", "two.test"] });
	scene.ask("a", DNS_A);
	t.is(server.drain(), 0);
	scene.ask("b", DNS_A);
	const query = server.take() as Query;
	t.is(query.name.toLowerCase(), "b.one.test");
	server.answer(query, { flags: 0x8183 });
	scene.go();
	t.is(server.drain(), 0);
	t.deepEqual(scene.errors(), [0, 0]);
	t.deepEqual(scene.outcomes[1].addresses, [10, 0, 0, 2]);
	scene.ask("c.", DNS_A);
	server.answer(server.take() as Query, { flags: 0x8183 });
	scene.go();
	t.is(scene.outcomes[2].error, DNS_ERR_NOTEXIST);
});

test("hosts: more addresses than an answer has room for are left out; 65,535 bytes fit", (t) => {
	const scene = new Scene({ records: 2 });
	const long = "x".repeat(63);
	const line = `10.0.0.9 ${long}.${long}.${long}.${"y".repeat(61)}\n`; // 259 bytes
	let text = "10.0.0.1 n\n10.0.0.2 n\n10.0.0.3 n\n"; // 21
	for (let i = 0; i < 252; i++) text += line;
	text += `10.0.0.4 ${long}.${long}.${long}.${"z".repeat(48)}\n`; // 246: 65,535
	t.is(new DnsHosts(scene.resolver, { text }).count, 256);
	scene.ask("n", DNS_A);
	t.is(scene.outcomes[0].count, 2);
	t.throws(() => new DnsHosts(scene.resolver, { text: `${text}::1 .` }), "RangeError");
	t.is(new DnsHosts(scene.resolver, { text: "" }).count, 0);
});
