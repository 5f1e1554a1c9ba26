/** The kinds of faults, by number, and their names, which a command line and a report use. */

export const FAULT_LATENCY = 0;
export const FAULT_JITTER = 1;
export const FAULT_LOSS = 2;
export const FAULT_RESET = 3;
export const FAULT_BANDWIDTH = 4;
export const FAULT_SMALL_WINDOW = 5;
export const FAULT_PARTIAL = 6;
export const FAULT_REORDER = 7;
export const FAULT_DUPLICATE = 8;
export const FAULT_HALF_OPEN = 9;
export const FAULT_WIFI_DROP = 10;
export const FAULT_ADDRESS_CHANGE = 11;
export const FAULT_REFUSED = 12;
export const FAULT_BLACK_HOLE = 13;
export const FAULT_EXHAUSTION = 14;
export const FAULT_TICK_WRAP = 15;
export const FAULT_SLOW_CLIENT = 16;
export const FAULT_HIDDEN_CLIENT = 17;
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
