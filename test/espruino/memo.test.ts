/** The head that a server keeps on Espruino: recalling it gives the same request as parsing it did. */
import test from "ava";
import { HTTP_EXPECT, HTTP_LENGTH, HTTP_SAME } from "../../src/http-lite/flags.js";
import * as espruino from "../../src/http-lite/memo.espruino.js";
import type { HttpRequest } from "../../src/http-lite/request.js";
import { Scene } from "../http-lite/scene.js";

type Use = (r: HttpRequest) => unknown;

// the compiler holds what they read and set of a request against what there is
const keep: Use = espruino.keepHead;
const recall: Use = espruino.recallHead;

test.before(() => {
	Object.assign(globalThis, {
		E: { toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1") },
	});
});

/** What reading a head leaves in a request. */
function read(r: HttpRequest): number[] {
	return [r.flags_ & ~HTTP_SAME, r.target_, r.headEnd_];
}

test("the head kept is recalled as it was read, whatever came in between", (t) => {
	const head = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
	const requests: HttpRequest[] = [];
	const s = new Scene({}, (r) => {
		requests.push(r);
		r.reply(200, s.hello);
	});
	const fd = s.connect();
	s.send(fd, head.replace("/a", "/"));
	const [r] = requests;
	const m = new espruino.HeadMemo(256);
	const { input } = r.connection;
	const at = input.at;
	Object.assign(r.server_, { memo_: m });
	input.slab.bytes.set(Buffer.from(head, "latin1"), at);
	input.length = head.length;
	Object.assign(r, { flags_: 0x101, target_: 4 | (6 << 16), headEnd_: head.length });
	const wanted = read(r);
	t.false(recall(r), "none is kept");
	keep(r);
	t.is(m.size, 0, "one of the same size has to come first");
	keep(r);
	t.is(m.size, head.length);
	Object.assign(r, { flags_: 0, target_: 4 | (40 << 16), headEnd_: 90 });
	input.at = at + 4;
	t.false(recall(r));
	input.at = at;
	input.length = head.length - 1;
	t.false(recall(r));
	input.length = head.length;
	t.true(recall(r));
	t.deepEqual(read(r), wanted);
	t.not(r.flags_ & HTTP_SAME, 0);
});

test("a head with a body, or with an expectation, is not kept", (t) => {
	const s = new Scene({}, (r) => {
		for (const flag of [HTTP_LENGTH, HTTP_EXPECT]) {
			const m = new espruino.HeadMemo(256);
			Object.assign(r.server_, { memo_: m });
			r.flags_ |= flag;
			for (let i = 0; i < 3; i++) keep(r);
			r.flags_ &= ~flag;
			t.is(m.size, 0);
		}
		r.reply(200, s.hello);
	});
	s.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
});
