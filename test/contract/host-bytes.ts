/** The part of the host contract that needs no network: bytes, text, ticks, turns. */
import { EADDRINUSE, ENOBUFS, EOPNOTSUPP } from "../../src/core/errno.js";
import type { Loop } from "../../src/core/host.js";
import type { HostSubject, Script } from "./script.js";
import { contract } from "./script.js";

/** Espruino's errors have no names. */
const TYPE_ERROR = new TypeError("").name === undefined ? "Error" : "TypeError";

/** Text and its UTF-8, in turn. */
function vectors(): (string | number[])[] {
	return [
		"",
		[],
		"GET /",
		[0x47, 0x45, 0x54, 0x20, 0x2f],
		"\u0000\u007f",
		[0x00, 0x7f],
		"\u0080\u07ff",
		[0xc2, 0x80, 0xdf, 0xbf],
		"\u0800\uffff",
		[0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf],
		"\ufeffa",
		[0xef, 0xbb, 0xbf, 0x61],
		"a\ud83d\ude00b",
		[0x61, 0xf0, 0x9f, 0x98, 0x80, 0x62],
		"\udbff\udfff",
		[0xf4, 0x8f, 0xbf, 0xbf],
	];
}

function findControlByHand(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] >= 0x20 && bytes[at] !== 0x7f) at++;
	return at;
}

/** Takes the place of the script for one turn, and hands back. */
class Counter implements Loop {
	turns: number;
	tick: number;
	readonly script: Script;

	constructor(script: Script) {
		this.script = script;
		this.turns = 0;
		this.tick = 0;
	}

	turn(): void {
		this.turns++;
		this.tick = this.script.host.ticks();
		this.script.hold = false;
		this.script.host.schedule(this.script, 0);
	}
}

function bytesContract(subject: HostSubject): void {
	contract(subject, "moveBytes: any overlap", 1, (s) => {
		s.act(() => {
			let wrong = 0;
			for (let length = 0; length <= 9; length++) {
				for (let pair = 0; pair < 100; pair++) {
					const bytes = new Uint8Array(20);
					const to = (pair / 10) | 0;
					const from = pair % 10;
					for (let i = 0; i < 20; i++) bytes[i] = i + 1;
					s.host.moveBytes(bytes, to, from, length);
					for (let i = 0; i < 20; i++) {
						const moved = i >= to && i < to + length;
						if (bytes[i] !== (moved ? i - to + from + 1 : i + 1)) wrong++;
					}
				}
			}
			s.t.is(wrong, 0);
		});
	});

	contract(
		subject,
		"decodeText: what is not UTF-8 is U+FFFD, as WHATWG's decoder has it",
		1,
		(s) => {
			s.act(() => {
				// as the platform's strings have them, which may be bytes
				const text = (bytes: number[]): string =>
					s.host.decodeText(new Uint8Array(bytes), 0, bytes.length);
				const one = text([0xef, 0xbf, 0xbd]);
				const accent = text([0xc3, 0xa9]);
				const euro = text([0xe2, 0x82, 0xac]);
				const cases: [number[], string][] = [
					[[0xff], one],
					[[0x61, 0x80, 0x62], `a${one}b`],
					[[0xe9], one],
					[[0x63, 0x61, 0x66, 0xe9, 0x21], `caf${one}!`],
					[[0xc0, 0xaf], one + one],
					[[0xc1, 0xbf], one + one],
					[[0xc3], one],
					[[0xc3, 0x28], `${one}(`],
					[[0xe2, 0x82], one],
					[[0xe2, 0x82, 0x41], `${one}A`],
					[[0xe0, 0x80, 0x80], one + one + one],
					[[0xed, 0xa0, 0x80], one + one + one],
					[[0xf0, 0x9f, 0x98], one],
					[[0xf0, 0x9f, 0x98, 0x41], `${one}A`],
					[[0xf0, 0x80, 0x80, 0x80], one + one + one + one],
					[[0xf4, 0x90, 0x80, 0x80], one + one + one + one],
					[[0xf5, 0x80], one + one],
					[[0xc3, 0xa9, 0xff, 0x00, 0xe2, 0x82, 0xac], `${accent}${one}\u0000${euro}`],
				];
				for (const [bytes, wanted] of cases) {
					s.t.is(text(bytes), wanted, bytes.join());
				}
			});
		},
	);

	contract(subject, "findControl: every alignment, every place", 1, (s) => {
		s.act(() => {
			const words = new Int32Array(8);
			const bytes = new Uint8Array(words.buffer);
			const values = [0x00, 0x09, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0x9f, 0xfe, 0xff];
			let wrong = 0;
			for (let from = 0; from < 9; from++) {
				for (let end = from; end < 31; end++) {
					for (let place = from; place <= end; place++) {
						const value = values[(place + end) & 7];
						bytes.fill(from % 3 === 0 ? 0xff : 0x20);
						bytes[place] = value;
						bytes[end] = 0;
						const expected = findControlByHand(bytes, from, end);
						if (s.host.findControl(bytes, words, from, end) !== expected) wrong++;
					}
				}
			}
			s.t.is(wrong, 0);
		});
	});

	contract(subject, "findControl: two in one word, the first is found", 1, (s) => {
		s.act(() => {
			const words = new Int32Array(4);
			const bytes = new Uint8Array(words.buffer);
			for (let first = 0; first < 14; first++) {
				bytes.fill(0x61);
				bytes[first] = 13;
				bytes[first + 1] = 10;
				bytes[15] = 0;
				s.t.is(s.host.findControl(bytes, words, 0, 15), first);
			}
		});
	});
}

function textContract(subject: HostSubject): void {
	contract(subject, "encodeText: UTF-8 vectors, and room for one byte less", 1, (s) => {
		s.act(() => {
			const all = vectors();
			for (let i = 0; i < all.length; i += 2) {
				const text = all[i] as string;
				const utf8 = all[i + 1] as number[];
				const bytes = new Uint8Array(16);
				bytes.fill(0xaa);
				s.t.is(s.host.encodeText(text, bytes, 3, utf8.length), utf8.length);
				for (let k = 0; k < utf8.length; k++) s.t.is(bytes[3 + k], utf8[k]);
				s.t.is(bytes[2], 0xaa);
				s.t.is(bytes[3 + utf8.length], 0xaa);
				s.t.is(s.host.encodeText(text, bytes, 3, utf8.length + 1), utf8.length);
				if (utf8.length > 0) {
					s.t.is(s.host.encodeText(text, bytes, 3, utf8.length - 1), -ENOBUFS);
				}
			}
		});
	});

	contract(subject, "decodeText: UTF-8 vectors", 1, (s) => {
		s.act(() => {
			const all = vectors();
			for (let i = 0; i < all.length; i += 2) {
				const utf8 = all[i + 1] as number[];
				const bytes = new Uint8Array(16);
				for (let k = 0; k < utf8.length; k++) bytes[5 + k] = utf8[k];
				s.t.is(s.host.decodeText(bytes, 5, utf8.length), all[i]);
			}
		});
	});

	contract(subject, "encodeText, decodeText: ASCII both ways", 1, (s) => {
		s.act(() => {
			const bytes = new Uint8Array(100);
			let text = "";
			for (let code = 0x20; code < 0x7f; code++) text += String.fromCharCode(code);
			s.t.is(s.host.encodeText(text, bytes, 1, 95), 95);
			s.t.is(bytes[1], 0x20);
			s.t.is(bytes[95], 0x7e);
			s.t.is(s.host.decodeText(bytes, 1, 95), text);
			s.t.is(s.host.encodeText(text, bytes, 1, 94), -ENOBUFS);
		});
	});

	contract(subject, "decodeText: invalid UTF-8 does not throw", 1, (s) => {
		s.act(() => {
			const bytes = new Uint8Array([0xff, 0xc3, 0xe2, 0x82, 0x80, 0xf0]);
			for (let from = 0; from < 6; from++) {
				s.t.is(typeof s.host.decodeText(bytes, from, 6 - from), "string");
			}
		});
	});
}

function fail(): string {
	throw new Error("no text");
}

function thrown(): unknown[] {
	return [new TypeError("the cause"), "the cause", { toString: () => "the cause" }];
}

function printContract(subject: HostSubject): void {
	contract(subject, "print: the text, whatever is in it, and a line end", 1, (s) => {
		s.act(() => {
			const all = ["hello", "", "100 %s %d \\n", '"quoted"'];
			for (let i = 0; i < all.length; i++) {
				const printed = subject.printed(s.host, () => s.host.print(all[i]));
				s.t.is(printed, all[i]);
			}
		});
	});

	contract(subject, "reportError: what was thrown, an errno, a listener's port", 1, (s) => {
		s.act(() => {
			const all = thrown();
			for (let i = 0; i < all.length; i++) {
				const printed = subject.printed(s.host, () => s.host.reportError(all[i], -1, ""));
				s.t.true(printed.indexOf("the cause") >= 0, printed);
			}
			const name = subject.printed(s.host, () => s.host.reportError(all[0], -1, ""));
			s.t.true(name.indexOf(TYPE_ERROR) >= 0, name);
			const errno = subject.printed(s.host, () => s.host.reportError(ENOBUFS, -1, ""));
			s.t.true(errno.indexOf(`${ENOBUFS}`) >= 0, errno);
			const listen = subject.printed(s.host, () => s.host.reportError(EADDRINUSE, 8080, ""));
			s.t.true(listen.indexOf("port 8080") >= 0, listen);
			subject.printed(s.host, () => {
				s.host.reportError(undefined, -1, "");
				s.host.reportError(null, -1, "");
				s.host.reportError(false, -1, "");
				s.host.reportError({ toString: fail }, -1, "");
			});
		});
	});
}

function clockContract(subject: HostSubject): void {
	contract(subject, "ticks: whole milliseconds that pass", 1, (s) => {
		let before = 0;
		s.act(() => {
			before = s.host.ticks();
			s.t.is(before, before | 0);
		});
		s.pause(20);
		s.act(() => {
			s.t.true(((s.host.ticks() - before) | 0) >= 20);
		});
	});

	contract(subject, "schedule: never from inside, once, at its tick", 1, (s) => {
		const counter = new Counter(s);
		let begin = 0;
		s.act(() => {
			begin = s.host.ticks();
			s.hold = true;
			s.host.schedule(counter, 40);
			s.host.schedule(counter, 0);
			s.host.schedule(counter, 20); // replaces both
			s.t.is(counter.turns, 0);
		});
		s.step("the turn comes", () => counter.turns > 0);
		s.act(() => {
			s.t.true(((counter.tick - begin) | 0) >= 20);
		});
		s.pause(40);
		s.act(() => {
			s.t.is(counter.turns, 1);
		});
	});

	contract(
		subject,
		"schedule: a later one in the place of an earlier one, and the reverse",
		1,
		(s) => {
			const counter = new Counter(s);
			let begin = 0;
			s.act(() => {
				begin = s.host.ticks();
				s.hold = true;
				s.host.schedule(counter, 5);
				s.host.schedule(counter, 30);
			});
			s.step("the turn comes", () => counter.turns > 0);
			s.act(() => {
				s.t.true(((counter.tick - begin) | 0) >= 30);
				begin = s.host.ticks();
				s.hold = true;
				s.host.schedule(counter, 2500);
				s.host.schedule(counter, 5);
			});
			s.step("the turn comes", () => counter.turns > 1);
			s.act(() => {
				s.t.true(((counter.tick - begin) | 0) >= 5);
				s.t.true(((counter.tick - begin) | 0) < 2500);
			});
		},
	);

	contract(subject, "schedule: -1 cancels", 1, (s) => {
		const counter = new Counter(s);
		s.act(() => {
			s.host.schedule(counter, 0);
			s.host.schedule(counter, -1);
			s.host.schedule(counter, 5);
			s.host.schedule(counter, -1);
		});
		s.pause(20);
		s.act(() => {
			s.t.is(counter.turns, 0);
		});
	});

	contract(subject, "random: fills all of it, or says that it cannot", 1, (s) => {
		s.act(() => {
			const a = new Uint8Array(64);
			const b = new Uint8Array(64);
			const result = s.host.random(a);
			s.t.is(s.host.random(b), result);
			let same = 0;
			let zero = 0;
			for (let i = 0; i < 64; i++) {
				if (a[i] === b[i]) same++;
				if (a[i] === 0) zero++;
			}
			if (result !== 0) s.t.is(result, -EOPNOTSUPP);
			else s.t.true(same < 16 && zero < 16);
		});
	});
}

export function localContract(subject: HostSubject): void {
	bytesContract(subject);
	textContract(subject);
	printContract(subject);
	clockContract(subject);
}
