export { DnsAnswer } from "./answer.js";
export * from "./flags.js";
export type { OnResolved, ResolverOptions, ResolverPart } from "./resolver.js";
export { Resolver } from "./resolver.js";
export type { ServerOption } from "./servers.js";
