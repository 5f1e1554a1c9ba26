import { EINVAL, ENOENT } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { Lookup } from "../../src/dns-lite/lookup.js";
import { DnsOptions, parseResolvConf, setDnsOption } from "../../src/dns-lite/options.js";
import { Resolver } from "../../src/dns-lite/resolver.js";
import { SearchDomains } from "../../src/dns-lite/search.js";
import { test } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

test("DN-19 setDnsOption: by name with or without a colon, clipped; no number is -EINVAL", (t) => {
	const rows: [string, keyof DnsOptions, [string, number][]][] = [
		["ndots", "ndots", [["0", 0], ["127", 127], ["128", 127]]],
		["timeout", "timeoutMs", [["2", 2000], ["0.25", 250], ["0", 1], ["9999999", 1e9]]],
		["attempts", "attempts", [["0", 1], ["255", 255], ["256", 255]]],
		["max-inflight", "queries", [["0", 1], ["1", 1], ["256", 256], ["65000", 256]]],
		["edns-udp-size", "messageSize", [["511", 512], ["1232", 1232], ["65535", 4096]]],
		["getaddrinfo-allow-skew", "skewMs", [["3", 3000], ["0.5", 500]]],
	]; // biome-ignore format: a table
	for (const [name, field, values] of rows) {
		const options = new DnsOptions();
		for (const bad of ["", "x", "-1", "1x", "NaN"]) {
			t.is(setDnsOption(options, name, bad), -EINVAL, `${name} ${bad}`);
			t.is(options[field], undefined);
		}
		for (const [text, value] of values) {
			t.is(setDnsOption(options, name, text), 0);
			t.is(options[field], value, `${name} ${text}`);
			t.is(setDnsOption(options, `${name}:`, text), 0);
			t.is(options[field], value);
		}
	}
	t.is(setDnsOption(new DnsOptions(), "attempts", "1.5"), -EINVAL);
});

test("DN-19 setDnsOption: switches; unknown names are passed over", (t) => {
	const options = new DnsOptions();
	t.is(setDnsOption(options, "randomize-case:", "0"), 0);
	t.is(options.randomizeCase, false);
	t.is(setDnsOption(options, "randomize-case", "7"), 0);
	t.is(options.randomizeCase, true);
	t.is(setDnsOption(options, "rotate", ""), 0);
	t.is(options.rotate, true);
	t.is(setDnsOption(options, "edns0", ""), 0);
	t.is(options.messageSize, 1232);
	setDnsOption(options, "edns-udp-size", "4096");
	setDnsOption(options, "edns0", "");
	t.is(options.messageSize, 4096);
	for (const name of ["bind-to", "so-rcvbuf:", "probe-backoff-factor", "no-such", ""]) {
		t.is(setDnsOption(options, name, "1"), 0);
	}
});

test("DN-20 parseResolvConf: servers, domains and options", (t) => {
	const options = new DnsOptions();
	const text = `# made by hand
nameserver 192.0.2.1
nameserver 2001:db8::53   ; the other one
nameserver 192.0.2.1
nameserver dns.example
nameserver
domain lost.test
search one.test a..b two.test
options ndots:2 timeout:1 attempts:4 rotate edns0 nonsense:7
sortlist 130.155.160.0
`;
	t.is(parseResolvConf(options, text), 0);
	t.deepEqual(options.servers, ["192.0.2.1", "2001:db8::53"]);
	t.deepEqual(options.domains, ["one.test", "two.test"]);
	t.is(options.ndots, 2);
	t.is(options.timeoutMs, 1000);
	t.is(options.attempts, 4);
	t.is(options.rotate, true);
	t.is(options.messageSize, 1232);
});

test("DN-20 parseResolvConf: `domain` and `search` replace each other, CR and tabs are blanks", (t) => {
	const options = new DnsOptions();
	t.is(parseResolvConf(options, "search a b\r\ndomain\tc d\r\nnameserver\t::1\r\n"), 0);
	t.deepEqual(options.domains, ["c"]);
	t.deepEqual(options.servers, ["::1"]);
	const many = new DnsOptions();
	let text = "";
	for (let i = 0; i < 20; i++) text += `nameserver 10.0.0.${i}\n`;
	parseResolvConf(many, text);
	t.is(many.servers.length, 16);
});

test("DN-18 DN-20 parseResolvConf: without a server it is 127.0.0.1, and -ENOENT", (t) => {
	for (const text of ["", "search a\n", "nameserver dns.example"]) {
		const options = new DnsOptions();
		t.is(parseResolvConf(options, text), -ENOENT);
		t.deepEqual(options.servers, ["127.0.0.1"]);
	}
});

test("DN-20 DnsOptions: is what the constructors take", (t) => {
	const options = new DnsOptions();
	const base = new EventBase(new MemoryHost({ descriptors: 2 }), { events: 4 });
	t.is(new Resolver(base, options).capacity, 4);
	parseResolvConf(options, "nameserver 192.0.2.1\nsearch a\noptions ndots:3 attempts:5 timeout:7");
	setDnsOption(options, "getaddrinfo-allow-skew", "1");
	const resolver = new Resolver(base, options);
	t.is(resolver.attempts, 5);
	t.is(resolver.timeoutMs, 7000);
	t.is(new SearchDomains(resolver, options).ndots_, 3);
	t.is(new Lookup(resolver, options).skewMs, 1000);
});
