export * from "./fault-names.js";
export { Faults } from "./faults.js";
export { Device } from "./host.js";
export type { LinkOptions } from "./link.js";
export { Link } from "./link.js";
export { Network } from "./network.js";
export type { DeviceOptions, NetworkOptions } from "./options.js";
export { pcapHeader, pcapRecord } from "./pcap.js";
export { Random, seedOf } from "./random.js";
export { digestTrace, timelineLine } from "./timeline.js";
export type { OnTrace } from "./trace.js";
export {
	TCP_ACK,
	TCP_FIN,
	TCP_PSH,
	TCP_RST,
	TCP_SYN,
	TRACE_NOTE,
	TRACE_TCP,
	TRACE_UDP,
	Trace,
} from "./trace.js";
