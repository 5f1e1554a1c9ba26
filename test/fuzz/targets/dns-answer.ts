/** Messages as a resolver reads them: never outside, never for long, whatever they hold. */
import type { Random } from "../../../hosts/virtual/index.js";
import { answerRead, answerSettle, DnsAnswer } from "../../../src/dns-lite/answer.js";
import { answerAddress, answerCanonicalName, answerName } from "../../../src/dns-lite/index.js";
import { nameEnd, nameEqual, nameExpand } from "../../../src/dns-lite/name.js";
import { nameText } from "../../../src/dns-lite/name-text.js";
import { Guard, type Outcome, padded, type Target } from "../target.js";

const QUESTION_AT = 12;

/** Reads an answer out of `input` with `fill` after it. */
function read(input: Uint8Array, type: number, fill: number): string {
	const answer = new DnsAnswer(4, padded(input, 600, fill));
	const end = nameEnd(answer.message, QUESTION_AT, input.length);
	if (end < 0) return `no question ${end}`;
	const found = answerRead(answer, input.length, end + 4, type);
	const settled = answerSettle(answer, input[3] & 15, found);
	let text = `${found} ${settled} ${answer.error} ${answer.count} ${answer.ttl}`;
	if (settled < 0) return text;
	for (let i = 0; i < answer.count; i++) {
		text += ` ${answerAddress(answer, i)} ${answerName(answer, i)}`;
	}
	return `${text} ${answerCanonicalName(answer)}`;
}

function run(input: Uint8Array, random: Random): Outcome {
	const size = input.length;
	const wrong = (what: string): Outcome => ({ wrong: what, signature: "" });
	if (size < QUESTION_AT + 5) return { wrong: "", signature: "short" };
	const type = [1, 28, 5, 12, 15, 33, 255][input[0] % 7];
	const text = read(input, type, 0);
	const again = read(input, type, [0xff, 0xc0, 1, 63][random.below(4)]);
	if (again !== text) return wrong(`${text}; with other bytes after the message ${again}`);
	const guard = new Guard(padded(input, 600, 0xc0), size);
	const answer = new DnsAnswer(4, guard.bytes);
	const end = nameEnd(guard.bytes, QUESTION_AT, size);
	if (end >= 0 && end + 4 <= size) answerRead(answer, size, end + 4, type);
	const read1 = guard.wrong(40 * size * 18 + 2000); // a chain of aliases reads the records again
	if (read1 !== "") return wrong(`answerRead: ${read1}`);
	return names(input, size, text);
}

/** Every name that might begin anywhere. */
function names(input: Uint8Array, size: number, text: string): Outcome {
	const guard = new Guard(padded(input, 600, 0xc0), size);
	const into = new Uint8Array(255);
	let valid = 0;
	for (let at = QUESTION_AT; at < size; at += 7) {
		guard.reads = 0;
		const end = nameEnd(guard.bytes, at, size);
		const whole = nameExpand(guard.bytes, at, size, into, 0);
		const same = nameEqual(guard.bytes, at, size, guard.bytes, at, size);
		const wrong = guard.wrong(4000);
		if (wrong !== "") return { wrong: `name at ${at}: ${wrong}`, signature: "" };
		if (end > size) return { wrong: `the name at ${at} ends at ${end} of ${size}`, signature: "" };
		if (whole > 0) {
			valid++;
			if (same !== 1) return { wrong: `the name at ${at} is not equal to itself`, signature: "" };
			if (end < 0 || end > size)
				return { wrong: `the name at ${at} ends at ${end}`, signature: "" };
			if (nameText(input, at, size) === "") return { wrong: `no text at ${at}`, signature: "" };
		}
	}
	return { wrong: "", signature: `${text.slice(0, 24)} ${valid >> 2}` };
}

export const dnsAnswer: Target = {
	name: "dns-answer",
	about: "DNS answers and names: nothing after the message is read, bounded reads",
	words: ["\x00\x01\x00\x01", "\xc0\x0c", "\x03www", "\x00\x05\x00\x01", "\x00\x04", "\x00\x1c"],
	sizeMax: 512,
	make() {
		return run;
	},
};
