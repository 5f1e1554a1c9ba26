/** The kinds of faults, by number, and their names, which a command line and a report use. */

/** Kind of fault: packets take longer. */
export const FAULT_LATENCY = 0;
/** Kind of fault: the time that packets take varies. */
export const FAULT_JITTER = 1;
/** Kind of fault: packets get lost; those of TCP come late. */
export const FAULT_LOSS = 2;
/** Kind of fault: a connection is reset. */
export const FAULT_RESET = 3;
/** Kind of fault: the link carries few bytes a second. */
export const FAULT_BANDWIDTH = 4;
/** Kind of fault: the receive window shrinks. */
export const FAULT_SMALL_WINDOW = 5;
/** Kind of fault: reads and writes transfer less than asked for. */
export const FAULT_PARTIAL = 6;
/** Kind of fault: datagrams are overtaken by later ones. */
export const FAULT_REORDER = 7;
/** Kind of fault: datagrams arrive twice. */
export const FAULT_DUPLICATE = 8;
/** Kind of fault: a connection carries nothing more, and neither end learns of it. */
export const FAULT_HALF_OPEN = 9;
/** Kind of fault: the radio is off for a while. */
export const FAULT_WIFI_DROP = 10;
/** Kind of fault: the device gets another address. */
export const FAULT_ADDRESS_CHANGE = 11;
/** Kind of fault: connects to the device are refused. */
export const FAULT_REFUSED = 12;
/** Kind of fault: packets to the device are dropped without an answer. */
export const FAULT_BLACK_HOLE = 13;
/** Kind of fault: all descriptors are in use. */
export const FAULT_EXHAUSTION = 14;
/** Kind of fault: the device's clock wraps around soon after the start. */
export const FAULT_TICK_WRAP = 15;
/** Kind of fault: a client that reads one byte a second. */
export const FAULT_SLOW_CLIENT = 16;
/** Kind of fault: a client that connects and sends nothing. */
export const FAULT_HIDDEN_CLIENT = 17;
/** Kind of fault: the device runs no turn for a while. */
export const FAULT_CLOCK_STALL = 18;

/** Returns the names of all kinds of faults, by number. */
export function faultNames(): string[] {
	return [
		"latency",
		"jitter",
		"loss",
		"reset",
		"bandwidth",
		"small-window",
		"partial",
		"reorder",
		"duplicate",
		"half-open",
		"wifi-drop",
		"address-change",
		"refused",
		"black-hole",
		"exhaustion",
		"tick-wrap",
		"slow-client",
		"hidden-client",
		"clock-stall",
	];
}
