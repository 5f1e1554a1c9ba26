export { Host } from "./host.js";
export type { HostOptions } from "./options.js";
