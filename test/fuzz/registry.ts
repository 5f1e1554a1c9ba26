/** Every fuzz target. A new parser, or a new public entry that takes bytes, is added here. */
import type { Target } from "./target.js";
import { dnsAnswer } from "./targets/dns-answer.js";
import { dnsResolver } from "./targets/dns-resolver.js";
import { dnsServer } from "./targets/dns-server.js";
import { evbuffer } from "./targets/evbuffer.js";
import { httpRequest } from "./targets/http-request.js";
import { address, dnsConfig, dnsName, numbers, utf8 } from "./targets/text.js";

export const TARGETS: readonly Target[] = [
	httpRequest,
	dnsAnswer,
	dnsResolver,
	dnsServer,
	dnsName,
	dnsConfig,
	address,
	numbers,
	utf8,
	evbuffer,
];
