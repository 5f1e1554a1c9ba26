export { DnsAnswer } from "./answer.js";
export type { DnsCacheOptions } from "./cache.js";
export { DnsCache } from "./cache.js";
export { DnsCoalesce } from "./coalesce.js";
export type { ConnectorOptions } from "./connect-name.js";
export { NameConnector } from "./connect-name.js";
export { dnsErrorText } from "./error-text.js";
export * from "./flags.js";
export type { DnsHostsOptions } from "./hosts.js";
export { DnsHosts } from "./hosts.js";
export type { LookupOptions, OnFound } from "./lookup.js";
export { Lookup, lookupAddress, lookupBytes } from "./lookup.js";
export { nameText, wireName } from "./name-text.js";
export { countServers, networkChanged, serverAddress, setServers } from "./network.js";
export { DnsOptions, parseResolvConf, setDnsOption } from "./options.js";
export type { ResolverPart } from "./part.js";
export type { PlatformLookup } from "./platform.js";
export { PlatformNames } from "./platform.js";
export {
	answerAddress,
	answerCanonicalName,
	answerName,
	answerTarget,
	mxPreference,
	srvPort,
	srvPriority,
	srvWeight,
	txtPart,
} from "./records.js";
export {
	replyAddress,
	replyMx,
	replyName,
	replyRecord,
	replySection,
	replySrv,
	replyTxt,
	SECTION_ADDITIONAL,
	SECTION_ANSWER,
	SECTION_AUTHORITY,
} from "./reply.js";
export { DnsRequest, requestIs } from "./request.js";
export type { OnResolved, ResolverOptions } from "./resolver.js";
export { Resolver } from "./resolver.js";
export { resolveReverse, reverseName } from "./reverse.js";
export type { SearchOptions } from "./search.js";
export { SearchDomains } from "./search.js";
export type { DnsServerOptions } from "./server.js";
export { DnsServer } from "./server.js";
export type { DnsTcpServerOptions } from "./server-tcp.js";
export { DnsTcpServer } from "./server-tcp.js";
export type { ServerOption } from "./servers.js";
export type { DnsTcpOptions } from "./tcp.js";
export { DnsTcp } from "./tcp.js";
