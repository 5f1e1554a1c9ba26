import test from "ava";
import { checkMap } from "../../tools/semantics/map.mjs";
import { publicNames } from "../../tools/semantics/names.mjs";
import { behaviours, departures, publicFunctions } from "../../tools/semantics/reference.mjs";

const names = new Set(["search", "EvBuffer", "EvBuffer.add"]);
const functions = [{ header: "buffer.h", name: "evbuffer_add" }];

function row(name: string, here: string, remark: string) {
	return { header: "buffer.h", name, here, remark };
}

test("the reference: 140 behaviours in scope, each number once, and reasons for departures", (t) => {
	const all = behaviours();
	t.is(all.filter(({ inScope }) => inScope).length, 140);
	t.is(new Set(all.map(({ id }) => id)).size, all.length);
	const known = new Set(all.map(({ id }) => id));
	for (const [id, why] of departures()) t.true(known.has(id) && why.length > 10, id);
});

test("the map: a complete one has no findings", (t) => {
	t.deepEqual(checkMap(names, [row("evbuffer_add", "`EvBuffer.add`", "")], functions), []);
	t.deepEqual(checkMap(names, [row("evbuffer_add", "-", "a reason")], functions), []);
	t.deepEqual(checkMap(names, [row("evbuffer_add", "`new EvBuffer(h, {})`", "")], functions), []);
});

test("the map: what is missing, doubled, unknown or without a reason is found", (t) => {
	const good = row("evbuffer_add", "`search`", "");
	t.is(checkMap(names, [], functions).length, 1);
	t.is(checkMap(names, [good, good], functions).length, 1);
	t.is(checkMap(names, [good, row("evbuffer_none", "`search`", "")], functions).length, 1);
	t.is(checkMap(names, [row("evbuffer_add", "-", "")], functions).length, 1);
	t.is(checkMap(names, [row("evbuffer_add", "`EvBuffer.sub`", "")], functions).length, 1);
});

test("evlite's names: classes, their members, functions; nothing private", (t) => {
	const all = publicNames();
	for (const name of ["EventBase", "EventBase.dispatch", "search", "HttpServer", "EV_READ"]) {
		t.true(all.has(name), name);
	}
	t.false(all.has("EventBase.now_"));
	t.false(all.has("takeOff"));
	t.true(publicFunctions().length > 200);
});
