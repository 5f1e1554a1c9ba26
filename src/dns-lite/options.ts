/**
 * Options of a resolver as text: by name, as in libevent (`evdns_base_set_option`), and a whole
 * resolv.conf (`evdns_base_resolv_conf_parse`). For programs whose configuration is text; what they
 * fill is an options object for the constructors of Resolver, SearchDomains and Lookup.
 */
import { parseSocketAddress } from "../core/address.js";
import { EINVAL, ENOENT } from "../core/errno.js";
import { SocketAddress } from "../core/host.js";
import type { LookupOptions } from "./lookup.js";
import { wireName } from "./name-text.js";
import type { ResolverOptions } from "./resolver.js";
import type { SearchOptions } from "./search.js";
import { DOMAINS_MAX } from "./search.js";
import { wordsOf } from "./words.js";

const SERVERS_MAX = 16;
const DNS_PORT = 53;

/** The options read so far; those that the text does not set keep the constructors' defaults. */
export class DnsOptions implements ResolverOptions, SearchOptions, LookupOptions {
	servers: string[];
	domains: string[];
	ndots: number | undefined;
	timeoutMs: number | undefined;
	attempts: number | undefined;
	queries: number | undefined;
	messageSize: number | undefined;
	skewMs: number | undefined;
	rotate: boolean | undefined;
	randomizeCase: boolean | undefined;

	constructor() {
		this.servers = [];
		this.domains = [];
		this.ndots = undefined;
		this.timeoutMs = undefined;
		this.attempts = undefined;
		this.queries = undefined;
		this.messageSize = undefined;
		this.skewMs = undefined;
		this.rotate = undefined;
		this.randomizeCase = undefined;
	}
}

/** Returns `value` as a number clipped to `low` and `high`, -EINVAL if it is not a number. @setup */
function clip(value: string, low: number, high: number): number {
	const number = Number(value);
	if (value === "" || !(number >= 0)) return -EINVAL;
	if (number < low) return low;
	return number > high ? high : number;
}

/** As `clip`, but a whole number. @setup */
function clipWhole(value: string, low: number, high: number): number {
	const number = clip(value, low, high);
	return number < 0 || number === Math.floor(number) ? number : -EINVAL;
}

/** Returns seconds as milliseconds. @setup */
function clipMs(value: string): number {
	const seconds = clip(value, 0.001, 1_000_000);
	return seconds < 0 ? seconds : Math.ceil(seconds * 1000);
}

/**
 * Sets the option `name`, with or without a colon at the end, to `value`. Numbers out of range are
 * clipped. Returns 0, also for a name that evlite does not know or has no use for, as resolv.conf(5)
 * wants it; -EINVAL with nothing changed for an invalid number. libevent `evdns_base_set_option`.
 * @setup
 */
export function setDnsOption(options: DnsOptions, name: string, value: string): number {
	const colon = name.indexOf(":");
	let number = 0;
	switch (colon < 0 ? name : name.substring(0, colon)) {
		case "ndots":
			number = clipWhole(value, 0, 127);
			if (number >= 0) options.ndots = number;
			break;
		case "timeout":
			number = clipMs(value);
			if (number >= 0) options.timeoutMs = number;
			break;
		case "attempts":
			number = clipWhole(value, 1, 255);
			if (number >= 0) options.attempts = number;
			break;
		case "max-inflight":
			number = clipWhole(value, 1, 256);
			if (number >= 0) options.queries = number;
			break;
		case "edns-udp-size":
			number = clipWhole(value, 512, 4096);
			if (number >= 0) options.messageSize = number;
			break;
		case "getaddrinfo-allow-skew":
			number = clipMs(value);
			if (number >= 0) options.skewMs = number;
			break;
		case "randomize-case":
			number = clipWhole(value, 0, 1);
			if (number >= 0) options.randomizeCase = number === 1;
			break;
		case "rotate":
			options.rotate = true;
			break;
		case "edns0":
			if (options.messageSize === undefined) options.messageSize = 1232;
			break;
	}
	return number < 0 ? number : 0;
}

/** Adds the server of a `nameserver` line, unless it is no literal address, known, or too many. @setup */
function addServer(options: DnsOptions, text: string): void {
	const servers = options.servers;
	const ignored = new SocketAddress("", 0);
	if (servers.length === SERVERS_MAX || servers.indexOf(text) >= 0) return;
	if (parseSocketAddress(text, DNS_PORT, ignored) === 0) servers.push(text);
}

/** Takes the domains from words[1] up to words[end - 1]; skips invalid ones. @setup */
function setDomains(options: DnsOptions, words: string[], end: number): void {
	options.domains = [];
	for (let i = 1; i < end && options.domains.length < DOMAINS_MAX; i++) {
		if (wireName(words[i]) !== null) options.domains.push(words[i]);
	}
}

/** Reads the options of an `options` line. @setup */
function readOptions(options: DnsOptions, words: string[]): void {
	for (let i = 1; i < words.length; i++) {
		const colon = words[i].indexOf(":");
		const value = colon < 0 ? "" : words[i].substring(colon + 1);
		setDnsOption(options, words[i], value);
	}
}

/**
 * Reads the text of a resolv.conf: `nameserver`, `domain`, `search`, `options`; anything else is
 * passed over. The last `domain` or `search` counts. Returns 0, or -ENOENT if no server is
 * named; 127.0.0.1 is put in then. libevent `evdns_base_resolv_conf_parse`.
 * @setup
 */
export function parseResolvConf(options: DnsOptions, text: string): number {
	const lines = text.split("\n");
	for (let i = 0; i < lines.length; i++) {
		const words = wordsOf(lines[i]);
		if (words.length < 2) continue;
		if (words[0] === "nameserver") addServer(options, words[1]);
		else if (words[0] === "domain") setDomains(options, words, 2);
		else if (words[0] === "search") setDomains(options, words, words.length);
		else if (words[0] === "options") readOptions(options, words);
	}
	if (options.servers.length > 0) return 0;
	options.servers.push("127.0.0.1");
	return -ENOENT;
}
