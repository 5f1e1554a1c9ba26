export { Host, type HostOptions } from "./host.js";
