/** Dates as protocols write them, without a string. */
import { COLON, COMMA, SP, ZERO } from "./ascii.js";

/** The letters of a month, 1 = January, or of a day, 0 = Thursday, on which 1970 began, -1 = Friday. */
function letters(name: number): number {
	switch (name) {
		case 0:
			return 0x546875; // Thu
		case -1:
			return 0x467269; // Fri
		case -2:
			return 0x536174; // Sat
		case -3:
			return 0x53756e; // Sun
		case -4:
			return 0x4d6f6e; // Mon
		case -5:
			return 0x547565; // Tue
		case -6:
			return 0x576564; // Wed
		case 1:
			return 0x4a616e; // Jan
		case 2:
			return 0x466562; // Feb
		case 3:
			return 0x4d6172; // Mar
		case 4:
			return 0x417072; // Apr
		case 5:
			return 0x4d6179; // May
		case 6:
			return 0x4a756e; // Jun
		case 7:
			return 0x4a756c; // Jul
		case 8:
			return 0x417567; // Aug
		case 9:
			return 0x536570; // Sep
		case 10:
			return 0x4f6374; // Oct
		case 11:
			return 0x4e6f76; // Nov
	}
	return 0x446563; // Dec
}

/** Writes two digits and the byte after them. */
function two(bytes: Uint8Array, at: number, value: number, after: number): void {
	bytes[at] = ZERO + ((value / 10) | 0);
	bytes[at + 1] = ZERO + (value % 10);
	bytes[at + 2] = after;
}

/** Writes three letters and the byte after them. */
function word(bytes: Uint8Array, at: number, letters: number, after: number): void {
	bytes[at] = letters >> 16;
	bytes[at + 1] = letters >> 8;
	bytes[at + 2] = letters;
	bytes[at + 3] = after;
}

/**
 * Writes a time as "Sun, 06 Nov 1994 08:49:37 GMT" at `at`: always 29 bytes, always English, always
 * GMT (RFC 9110, 5.6.7; RFC 1123). `seconds`, a whole number, count from 1970: 0 to 253,402,300,799,
 * the end of 9999. There must be room. libevent `evutil_date_rfc1123`.
 */
export function formatDate(seconds: number, bytes: Uint8Array, at: number): void {
	const days = Math.floor(seconds / 86400);
	const rest = seconds - days * 86400;
	// centuries and years that begin on March 1 (Neri and Schneider, "Euclidean affine functions and
	// their application to calendar algorithms")
	const n = 4 * (days + 719468) + 3;
	const century = (n / 146097) | 0;
	const m = (n % 146097) | 3;
	const dayOfYear = ((m % 1461) / 4) | 0;
	const k = 2141 * dayOfYear + 197913;
	const late = dayOfYear < 306 ? 0 : 1; // January or February
	const month = (k >> 16) - 12 * late; // 1 = January
	const year = 100 * century + ((m / 1461) | 0) + late;
	word(bytes, at, letters(-(days % 7)), COMMA);
	bytes[at + 4] = SP;
	two(bytes, at + 5, (((k & 0xffff) / 2141) | 0) + 1, SP);
	word(bytes, at + 8, letters(month), SP);
	two(bytes, at + 12, (year / 100) | 0, 0);
	two(bytes, at + 14, year % 100, SP);
	two(bytes, at + 17, (rest / 3600) | 0, COLON);
	two(bytes, at + 20, ((rest / 60) | 0) % 60, COLON);
	two(bytes, at + 23, rest % 60, SP);
	bytes[at + 26] = 71; // GMT
	bytes[at + 27] = 77;
	bytes[at + 28] = 84;
}
