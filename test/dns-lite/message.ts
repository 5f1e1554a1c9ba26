/** Messages for the suites of dns-lite, written by hand apart from the code under test. */

/** A name in wire format; `@n` as the last label is a pointer to offset n. */
export function nameOf(text: string): number[] {
	const out: number[] = [];
	if (text !== "") {
		for (const label of text.split(".")) {
			if (label.charCodeAt(0) === 0x40) {
				const to = Number(label.slice(1));
				out.push(0xc0 | (to >> 8), to & 0xff);
				return out;
			}
			out.push(label.length);
			for (let i = 0; i < label.length; i++) out.push(label.charCodeAt(i));
		}
	}
	out.push(0);
	return out;
}

export function u16(value: number): number[] {
	return [(value >> 8) & 0xff, value & 0xff];
}

export function u32(value: number): number[] {
	return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** A record of class IN. */
export function record(name: string, type: number, ttl: number, data: number[]): number[] {
	return nameOf(name).concat(u16(type), u16(1), u32(ttl), u16(data.length), data);
}

export interface Reply {
	id: number;
	/** The two flag bytes. */
	flags: number;
	/** The question as bytes. */
	question: number[];
	answers?: number[][];
	authority?: number[][];
	additional?: number[][];
	/** ANCOUNT if it is to lie. */
	count?: number;
}

export function messageOf(reply: Reply): Uint8Array {
	const answers = reply.answers === undefined ? [] : reply.answers;
	const authority = reply.authority === undefined ? [] : reply.authority;
	const additional = reply.additional === undefined ? [] : reply.additional;
	const bytes = u16(reply.id).concat(
		u16(reply.flags),
		u16(reply.question.length === 0 ? 0 : 1),
		u16(reply.count === undefined ? answers.length : reply.count),
		u16(authority.length),
		u16(additional.length),
		reply.question,
	);
	for (const list of [answers, authority, additional]) {
		for (const one of list) for (const byte of one) bytes.push(byte);
	}
	return new Uint8Array(bytes);
}

export function questionOf(name: string, type: number): number[] {
	return nameOf(name).concat(u16(type), u16(1));
}
