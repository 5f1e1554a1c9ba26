export { Host } from "./host.js";
export { lookupName } from "./names.js";
export type { HostOptions } from "./options.js";
