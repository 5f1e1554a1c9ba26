/** What reads text: addresses, names, resolv.conf, hosts files, numbers, UTF-8. */
import { isIP } from "node:net";
import { Network } from "../../../hosts/virtual/index.js";
import {
	addressText,
	parseAddress,
	parseSocketAddress,
	socketAddressText,
} from "../../../src/core/address.js";
import { formatDecimal, formatHex, parseDecimal, parseHex } from "../../../src/core/bytes.js";
import { EventBase } from "../../../src/core/event-base.js";
import { SocketAddress } from "../../../src/core/host.js";
import { textBytes, textSize } from "../../../src/core/text.js";
import {
	DnsHosts,
	DnsOptions,
	nameText,
	parseResolvConf,
	Resolver,
	wireName,
} from "../../../src/dns-lite/index.js";
import { nameFromText } from "../../../src/dns-lite/name.js";
import { latin, type Outcome, padded, type Target } from "../target.js";

function good(signature: string): Outcome {
	return { wrong: "", signature };
}

function bad(wrong: string): Outcome {
	return { wrong, signature: "" };
}

function runAddress(input: Uint8Array): Outcome {
	const text = latin(input);
	const into = new Uint8Array(16);
	const size = parseAddress(text, into, 0);
	const node = text.includes("%") ? 0 : isIP(text);
	if (size > 0 !== node > 0) return bad(`${JSON.stringify(text)}: ${size}, by node ${node}`);
	if (size > 0) {
		const canonical = addressText(into, 0, size);
		const again = new Uint8Array(16);
		if (parseAddress(canonical, again, 0) !== size) return bad(`${canonical} is not read back`);
		for (let i = 0; i < size; i++)
			if (into[i] !== again[i]) return bad(`${text} is not ${canonical}`);
		if (addressText(again, 0, size) !== canonical) return bad(`${canonical} has two texts`);
	}
	const socket = new SocketAddress("x", 1);
	const result = parseSocketAddress(text, 53, socket);
	if (result < 0) {
		if (socket.address !== "x" || socket.port !== 1) return bad(`${text}: changed in vain`);
		return good(`${size} no`);
	}
	const whole = socketAddressText(socket);
	const other = new SocketAddress("", 0);
	if (parseSocketAddress(whole, 1, other) !== 0) return bad(`${whole} is not read back`);
	if (other.address !== socket.address || other.port !== socket.port)
		return bad(`${text}: ${whole}`);
	return good(`${size} yes ${text.length >> 2}`);
}

export const address: Target = {
	name: "address",
	about: "addresses: what node:net takes is taken, texts are read back",
	words: ["::", "127.0.0.1", "[::1]:53", ":65535", "ffff", "255", ".0", "]"],
	sizeMax: 60,
	make: () => runAddress,
};

function runName(input: Uint8Array): Outcome {
	const text = latin(input);
	const wire = wireName(text);
	if (wire !== null) {
		if (wire.length > 255) return bad(`a name of ${wire.length} bytes`);
		const back = nameText(wire, 0, wire.length);
		const again = wireName(back);
		if (again === null || latin(again) !== latin(wire)) return bad(`${back} is not read back`);
	}
	const bytes = padded(input, 300, 0x2e).copyWithin(1, 0, input.length);
	const size = input.length > 254 ? -1 : nameFromText(bytes, 0, input.length);
	if (size > 0 && wire === null) return bad("in place it is a name, else it is none");
	if (size > 0 && wire !== null && latin(bytes.subarray(0, size)) !== latin(wire)) {
		return bad("in place it is another name");
	}
	return good(`${wire === null ? 0 : wire.length} ${size > 0}`);
}

export const dnsName: Target = {
	name: "dns-name",
	about: "names as text: read back as they were, in place as apart",
	words: [".", "\\.", "\\000", "\\255", "\\\\", "example.com", "xn--"],
	sizeMax: 290,
	make: () => runName,
};

function runConfig(input: Uint8Array): Outcome {
	const text = latin(input);
	const options = new DnsOptions();
	const result = parseResolvConf(options, text);
	const network = new Network({ seed: 1 });
	const base = new EventBase(network.device({ descriptors: 1 }), { events: 2 });
	const resolver = new Resolver(base, options); // what was read must be possible
	const hosts = new DnsHosts(resolver, { text });
	return good(`${result} ${options.servers.length} ${hosts.count} ${hosts.refused}`);
}

export const dnsConfig: Target = {
	name: "dns-config",
	about: "resolv.conf and hosts files: whatever they hold makes a resolver",
	words: [
		"nameserver ",
		"search ",
		"domain ",
		"options ",
		"timeout:",
		"attempts:",
		"ndots:",
		"127.0.0.1",
		"::1",
		"localhost",
		"#",
		"\n",
		"\t",
		"edns-udp-size:",
	],
	sizeMax: 400,
	make: () => runConfig,
};

function runNumber(input: Uint8Array): Outcome {
	const text = latin(input);
	const max = 2 ** 53 - 1;
	const decimal = parseDecimal(padded(input, 100, 0x31), 0, input.length, max);
	const hex = parseHex(padded(input, 100, 0x31), 0, input.length, max);
	const d = expected(text, /^\d+$/, "");
	const h = expected(text, /^[\da-fA-F]+$/, "0x");
	if (decimal !== d) return bad(`decimal ${JSON.stringify(text)}: ${decimal}, not ${d}`);
	if (hex !== h) return bad(`hex ${JSON.stringify(text)}: ${hex}, not ${h}`);
	const bytes = new Uint8Array(40);
	if (d >= 0 && latin(bytes.subarray(0, formatDecimal(d, bytes, 0))) !== String(d))
		return bad(`${d}`);
	if (h >= 0 && latin(bytes.subarray(0, formatHex(h, bytes, 0))) !== h.toString(16))
		return bad(`${h}`);
	return good(`${Math.sign(decimal)} ${Math.sign(hex)} ${text.length}`);
}

/** What a number in `text` is read as: -74 (EBADMSG), -34 (ERANGE) or the number. */
function expected(text: string, digits: RegExp, prefix: string): number {
	if (!digits.test(text)) return -74;
	const value = BigInt(prefix + text);
	return value > BigInt(Number.MAX_SAFE_INTEGER) ? -34 : Number(value);
}

export const numbers: Target = {
	name: "numbers",
	about: "decimal and hexadecimal: as BigInt reads them",
	words: ["9007199254740991", "9007199254740992", "1fffffffffffff", "20000000000000", "000"],
	sizeMax: 40,
	make: () => runNumber,
};

function runUtf8(input: Uint8Array): Outcome {
	const device = new Network({ seed: 1 }).device({ descriptors: 1 });
	const text = device.decodeText(padded(input, input.length + 8, 0x80), 0, input.length);
	const valid = new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
	const isValid = !valid.includes("�");
	if (isValid && text !== valid)
		return bad(`${JSON.stringify(text)}, not ${JSON.stringify(valid)}`);
	const bytes = new Uint8Array(4 * text.length + 8);
	const size = textSize(text);
	const count = device.encodeText(text, bytes, 1, size);
	if (count !== size) return bad(`${count} bytes, ${size} were announced`);
	if (latin(bytes.subarray(1, 1 + count)) !== latin(new TextEncoder().encode(text)))
		return bad("encoded otherwise");
	if (latin(textBytes(text)) !== latin(bytes.subarray(1, 1 + count)))
		return bad("textBytes differs");
	if (size > 0 && device.encodeText(text, bytes, 0, size - 1) !== -105)
		return bad("too little room was enough");
	return good(`${isValid} ${text.length}`);
}

export const utf8: Target = {
	name: "utf8",
	about: "UTF-8: as TextDecoder and TextEncoder have it",
	words: [
		"\xc3\xa9",
		"\xe2\x82\xac",
		"\xf0\x9f\x98\x80",
		"\xed\xa0\x80",
		"\xef\xbb\xbf",
		"\xc0\x80",
	],
	sizeMax: 60,
	make: () => runUtf8,
};
