/** HeadMemo: an answer never depends on what was sent before, by whomever. */
import type { HttpRequest } from "../../src/http-lite/index.js";
import { rounds, test } from "../harness.js";
import { Random } from "../random.js";
import { Scene } from "./scene.js";

const TARGETS = [
	"/",
	"/?a",
	"/b",
	"http:///",
	"http://a",
	"http://ab",
	"http://a/",
	"http:/a/",
	"http:/a//",
	"http:/ab/",
	"http:/ab/?c",
	"http://ab?c",
	"http://a/b",
	"http:///b",
	"*",
];
const FIELDS = [
	"Host: abc\r\n",
	"Host: abd\r\n",
	"Host: a/c\r\n",
	"Hosu: abc\r\n",
	"Host: abc\r\nX: y\r\n",
	"Host: abc\r\nX: z\r\n",
	"Host: abc\r\nConnection: close\r\n",
	"Host: abc\r\nContent-Length: 0\r\n",
	"",
];

/** What the program sees of a request. */
function view(r: HttpRequest): string {
	const x = r.header("x");
	return `${r.path()} ${r.header("host")} ${x === null ? "-" : x}`;
}

/** A server that shows what it understood of a request. */
function make(seen: string[]): Scene {
	const s: Scene = new Scene({}, (r: HttpRequest) => {
		seen.push(view(r));
		r.reply(200, s.hello);
	});
	s.server.route("GET", "/b", (r) => {
		seen.push("b");
		r.reply(200, s.hello);
	});
	return s;
}

test("absolute-form without a path: the head kept is the one that was sent", (t) => {
	const seen: string[] = [];
	const s = make(seen);
	const head = "GET http://a HTTP/1.1\r\nHost: abc\r\n\r\n";
	for (let i = 0; i < 3; i++) s.ask(head);
	t.is(s.ask("GET http:/a/ HTTP/1.1\r\nHost: abc\r\n\r\n").slice(9, 12), "400");
	t.is(s.ask("GET http:/// HTTP/1.1\r\nHost: abc\r\n\r\n").slice(9, 12), "400");
	t.deepEqual(seen, ["/ a -", "/ a -", "/ a -"]);
	s.over(t);
});

test("random requests: a server that has seen others answers as a new one does", (t) => {
	const seen: string[] = [];
	const warm = make(seen);
	const random = new Random(6);
	let last = "";
	for (let round = 0; round < rounds(1500); round++) {
		if (last === "" || random.oneIn(2)) {
			const version = random.oneIn(8) ? "1.0" : "1.1";
			const target = TARGETS[random.below(TARGETS.length)];
			last = `GET ${target} HTTP/${version}\r\n${FIELDS[random.below(FIELDS.length)]}\r\n`;
		}
		const size = random.oneIn(4) ? 5 : 0;
		seen.splice(0, seen.length);
		const reply = warm.ask(last, size);
		const understood = seen.join();
		seen.splice(0, seen.length);
		const fresh = make(seen);
		const expected = fresh.ask(last, size);
		if (reply !== expected || understood !== seen.join()) {
			t.fail(`round ${round}: ${last} gets ${reply} and is ${understood}, not ${seen.join()}`);
		}
	}
	t.true(warm.server.requests > 0);
	warm.over(t);
});
