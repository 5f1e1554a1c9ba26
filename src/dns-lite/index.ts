export { DnsAnswer } from "./answer.js";
export { dnsErrorText } from "./error-text.js";
export * from "./flags.js";
export { nameText, wireName } from "./name-text.js";
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
export type { OnResolved, ResolverOptions, ResolverPart } from "./resolver.js";
export { Resolver } from "./resolver.js";
export { resolveReverse, reverseName } from "./reverse.js";
export type { ServerOption } from "./servers.js";
