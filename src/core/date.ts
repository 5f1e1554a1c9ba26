/** Dates as protocols write them, without a string. */

/** The letters of a day, 0 = Thursday, on which 1970 began. */
function dayName(at: number): number {
	switch (at) {
		case 0:
			return 0x546875; // Thu
		case 1:
			return 0x467269; // Fri
		case 2:
			return 0x536174; // Sat
		case 3:
			return 0x53756e; // Sun
		case 4:
			return 0x4d6f6e; // Mon
		case 5:
			return 0x547565; // Tue
		default:
			return 0x576564; // Wed
	}
}

/** The letters of a month, 0 = January. */
function monthName(at: number): number {
	switch (at) {
		case 0:
			return 0x4a616e; // Jan
		case 1:
			return 0x466562; // Feb
		case 2:
			return 0x4d6172; // Mar
		case 3:
			return 0x417072; // Apr
		case 4:
			return 0x4d6179; // May
		case 5:
			return 0x4a756e; // Jun
		case 6:
			return 0x4a756c; // Jul
		case 7:
			return 0x417567; // Aug
		case 8:
			return 0x536570; // Sep
		case 9:
			return 0x4f6374; // Oct
		case 10:
			return 0x4e6f76; // Nov
		default:
			return 0x446563; // Dec
	}
}

function two(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = 48 + ((value / 10) | 0);
	bytes[at + 1] = 48 + (value % 10);
}

/** Writes a byte, three letters and a space. */
function word(bytes: Uint8Array, at: number, letters: number, before: number): void {
	bytes[at] = before;
	bytes[at + 1] = letters >> 16;
	bytes[at + 2] = letters >> 8;
	bytes[at + 3] = letters;
	bytes[at + 4] = 32;
}

/**
 * Writes a time as "Sun, 06 Nov 1994 08:49:37 GMT" at `at`: always 29 bytes, always English, always
 * GMT (RFC 9110, 5.6.7; RFC 1123). `seconds`, a whole number, count from 1970: 0 to 253,402,300,799,
 * the end of 9999. There must be room. libevent `evutil_date_rfc1123`.
 */
export function formatDate(seconds: number, bytes: Uint8Array, at: number): void {
	const days = Math.floor(seconds / 86400);
	const rest = seconds - days * 86400;
	// by eras of 400 years that begin on March 1 (Hinnant, "chrono-compatible low-level date
	// algorithms", civil_from_days)
	// variables that change, since rollup evaluates constants of constants again for every use of one
	let day = days + 719468;
	const era = (day / 146097) | 0;
	day -= era * 146097;
	let year = ((day - ((day / 1460) | 0) + ((day / 36524) | 0) - ((day / 146096) | 0)) / 365) | 0;
	day -= 365 * year + ((year / 4) | 0) - ((year / 100) | 0);
	const mp = ((5 * day + 2) / 153) | 0;
	const month = mp < 10 ? mp + 2 : mp - 10; // 0 = January
	year += era * 400 + (month < 2 ? 1 : 0);
	const name = dayName(days % 7);
	bytes[at] = name >> 16;
	bytes[at + 1] = name >> 8;
	bytes[at + 2] = name;
	bytes[at + 3] = 44;
	bytes[at + 4] = 32;
	two(bytes, at + 5, day - (((153 * mp + 2) / 5) | 0) + 1);
	word(bytes, at + 7, monthName(month), 32);
	two(bytes, at + 12, (year / 100) | 0);
	two(bytes, at + 14, year % 100);
	bytes[at + 16] = 32;
	two(bytes, at + 17, (rest / 3600) | 0);
	bytes[at + 19] = 58;
	two(bytes, at + 20, ((rest / 60) | 0) % 60);
	bytes[at + 22] = 58;
	two(bytes, at + 23, rest % 60);
	bytes[at + 25] = 32;
	bytes[at + 26] = 71;
	bytes[at + 27] = 77;
	bytes[at + 28] = 84;
}
