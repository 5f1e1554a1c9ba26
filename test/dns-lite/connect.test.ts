import { BufferEvent } from "../../src/bufferevent/bufferevent.js";
import { FilterBufferEvent } from "../../src/bufferevent/filter.js";
import { BEV_EVENT_CONNECTED, BEV_EVENT_ERROR } from "../../src/bufferevent/flags.js";
import {
	EBADF,
	EBUSY,
	ECANCELED,
	ECONNREFUSED,
	EHOSTUNREACH,
	EINVAL,
	EISCONN,
	ENETUNREACH,
	ENOENT,
	ETIMEDOUT,
} from "../../src/core/errno.js";
import type { ConnectorOptions } from "../../src/dns-lite/connect-name.js";
import { NameConnector } from "../../src/dns-lite/connect-name.js";
import {
	DNS_ERR_NODATA,
	DNS_ERR_NOTEXIST,
	DNS_ERR_SERVERFAILED,
} from "../../src/dns-lite/flags.js";
import { test } from "../harness.js";
import { record } from "./message.js";
import type { Query } from "./scene.js";
import { Scene, Server } from "./scene.js";

const SIX1 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const SIX2 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
const FOUR1 = [10, 0, 0, 1];
const FOUR2 = [10, 0, 0, 2];

/** A connector, a connection, and a network where an address answers, refuses, is silent or unknown. */
class Stage {
	readonly scene: Scene;
	readonly server: Server;
	readonly connector: NameConnector;
	connection: BufferEvent;
	readonly events: string[];
	readonly tried: string[];
	readonly silent: string[];
	readonly unreachable: string[];

	constructor(options: ConnectorOptions) {
		this.scene = new Scene({ timeoutMs: 5000 });
		this.server = new Server(this.scene.host, "192.0.2.1");
		this.connector = new NameConnector(this.scene.resolver, options);
		this.events = [];
		this.tried = [];
		this.silent = [];
		this.unreachable = [];
		this.connection = new BufferEvent(this.scene.base, {
			onEvent: (_connection, what, error) => {
				this.events.push(what === BEV_EVENT_CONNECTED ? "connected" : `${what} ${error}`);
			},
		});
		const host = this.scene.host;
		const connect = host.tcpConnect;
		host.tcpConnect = (address, port) => {
			this.tried.push(`${address}:${port}`);
			if (this.unreachable.indexOf(address) >= 0) return -ENETUNREACH;
			host.holdConnects = this.silent.indexOf(address) >= 0;
			return connect.call(host, address, port);
		};
	}

	connect(name: string): number {
		const result = this.connector.connectName(this.connection, name, 80);
		this.scene.go();
		return result;
	}

	/** Answers both queries. */
	answer(six: number[][], four: number[][]): void {
		const v6 = this.server.take() as Query;
		this.answerOne(this.server.take() as Query, four);
		this.answerOne(v6, six);
	}

	answerOne(query: Query, addresses: number[][]): void {
		const answers = addresses.map((data) => record("@12", query.type, 60, data));
		this.server.answer(query, { answers });
		this.scene.go();
	}

	/** Takes the connection at the listener `fd` and returns what was written to it. */
	received(listener: number): string {
		const host = this.scene.host;
		const fd = host.accept(listener);
		const bytes = new Uint8Array(64);
		const count = host.recv(fd, bytes, 0, 64);
		let text = "";
		for (let i = 0; i < count; i++) text += String.fromCharCode(bytes[i]);
		host.close(fd);
		return text;
	}
}

test("BE-12 connectName: one address; what was written before goes out", (t) => {
	const stage = new Stage({});
	const listener = stage.scene.host.tcpListen("10.0.0.1", 80, 4);
	stage.connection.output.addText("hello");
	t.is(stage.connect("www.example"), 0);
	t.is(stage.connect("www.example"), -EBUSY);
	stage.answer([], [FOUR1]);
	t.deepEqual(stage.tried, ["10.0.0.1:80"]);
	t.deepEqual(stage.events, ["connected"]);
	t.is(stage.received(listener), "hello");
	t.is(stage.connector.connectName(stage.connection, "a", 80), -EISCONN);
	t.is(stage.connector.cancel(), -EBADF);
	t.is(stage.connector.close(), 0);
});

test("connectName: families take turns, IPv6 first; failures lead on at once, nothing written is lost", (t) => {
	const stage = new Stage({});
	stage.unreachable.push("2001:db8::1");
	const listener = stage.scene.host.tcpListen("10.0.0.2", 80, 4);
	stage.connection.output.addText("hello");
	stage.connect("www.example");
	stage.answer([SIX1, SIX2], [FOUR1, FOUR2]);
	t.deepEqual(stage.tried, ["2001:db8::1:80", "10.0.0.1:80", "2001:db8::2:80", "10.0.0.2:80"]);
	t.deepEqual(stage.events, ["connected"]);
	t.is(stage.received(listener), "hello");
});

test("connectName: IPv4 alone waits 50 ms for IPv6, IPv6 for nothing", (t) => {
	const stage = new Stage({});
	stage.scene.host.tcpListen("", 80, 4);
	stage.connect("a");
	stage.server.take();
	stage.answerOne(stage.server.take() as Query, [FOUR1]);
	stage.scene.wait(49);
	t.deepEqual(stage.tried, []);
	stage.scene.wait(1);
	t.deepEqual(stage.tried, ["10.0.0.1:80"]);
	t.deepEqual(stage.events, ["connected"]);
	t.is(stage.scene.resolver.used, 0); // the other query was cancelled
	stage.connection.close();
	stage.connect("b");
	stage.answerOne(stage.server.take() as Query, [SIX1]);
	t.deepEqual(stage.tried.slice(1), ["2001:db8::1:80"]);
	t.deepEqual(stage.events, ["connected", "connected"]);
	stage.scene.go();
	t.is(stage.scene.resolver.used, 0);
});

test("connectName: after attemptMs of silence the next address is tried", (t) => {
	const stage = new Stage({ attemptMs: 300 });
	stage.scene.host.tcpListen("10.0.0.1", 80, 4);
	stage.silent.push("2001:db8::1");
	stage.connect("a");
	stage.answer([SIX1], [FOUR1]);
	stage.scene.wait(299);
	t.deepEqual(stage.tried, ["2001:db8::1:80"]);
	stage.scene.wait(1);
	t.deepEqual(stage.tried, ["2001:db8::1:80", "10.0.0.1:80"]);
	t.deepEqual(stage.events, ["connected"]);
	t.is(stage.scene.host.descriptors.open, 3); // DNS server, listener, connection
});

test("connectName: the only address is not given up, and a late family joins in", (t) => {
	const stage = new Stage({ attemptMs: 300 });
	stage.scene.host.tcpListen("2001:db8::1", 80, 4);
	stage.silent.push("10.0.0.1");
	stage.connect("a");
	const v6 = stage.server.take() as Query;
	stage.answerOne(stage.server.take() as Query, [FOUR1]);
	stage.scene.wait(1000);
	t.deepEqual(stage.tried, ["10.0.0.1:80"]);
	stage.answerOne(v6, [SIX1]);
	t.deepEqual(stage.tried, ["10.0.0.1:80", "2001:db8::1:80"]);
	t.deepEqual(stage.events, ["connected"]);
	const patient = new Stage({ attemptMs: 300 });
	patient.scene.host.tcpListen("10.0.0.1", 80, 4);
	patient.silent.push("10.0.0.1");
	patient.connect("a");
	patient.answer([], [FOUR1]);
	patient.scene.wait(60_000);
	t.deepEqual(patient.events, []);
	patient.scene.host.releaseConnects();
	patient.scene.go();
	t.deepEqual(patient.events, ["connected"]);
});

test("BE-12 connectName: when all addresses fail the last reason is reported, and the buffers are empty", (t) => {
	const stage = new Stage({ attemptMs: 100 });
	stage.silent.push("2001:db8::1");
	stage.connection.output.addText("hello");
	stage.connect("a");
	stage.answer([SIX1], [FOUR1]);
	stage.scene.wait(100);
	t.deepEqual(stage.events, [`${BEV_EVENT_ERROR} ${ECONNREFUSED}`]);
	t.is(stage.connection.output.length, 0);
	t.is(stage.connection.fd, -1);
	t.is(stage.scene.host.descriptors.open, 1);
	stage.unreachable.push("10.0.0.1");
	stage.connect("b");
	stage.answer([], [FOUR1]);
	t.deepEqual(stage.events.slice(1), [`${BEV_EVENT_ERROR} ${ENETUNREACH}`]);
});

test("BE-12 connectName: a name without an address is reported with its reason", (t) => {
	const rows: [number, number, number][] = [
		[0, ENOENT, DNS_ERR_NODATA],
		[3, ENOENT, DNS_ERR_NOTEXIST],
		[2, EHOSTUNREACH, DNS_ERR_SERVERFAILED],
	];
	const stage = new Stage({});
	for (const [code, errno, error] of rows) {
		stage.connect("a");
		for (let query = stage.server.take(); query !== null; query = stage.server.take()) {
			stage.server.answer(query, { flags: 0x8180 + code });
			stage.scene.go();
		}
		t.is(stage.events.pop(), `${BEV_EVENT_ERROR} ${errno}`);
		t.is(stage.connector.lookup.error, error);
	}
	stage.connect("a");
	stage.scene.wait(60_000);
	t.deepEqual(stage.events, [`${BEV_EVENT_ERROR} ${ETIMEDOUT}`]);
	t.is(stage.connector.connectName(stage.connection, "a", 0), -EINVAL);
	t.is(stage.connector.connectName(stage.connection, "a..b", 80), -EINVAL);
});

test("BE-12 connectName: a literal address needs no server", (t) => {
	const stage = new Stage({});
	stage.scene.host.tcpListen("", 80, 4);
	stage.connect("10.0.0.9");
	t.deepEqual(stage.events, ["connected"]);
	stage.connection.close();
	stage.connect("2001:db8::9");
	t.deepEqual(stage.tried, ["10.0.0.9:80", "2001:db8::9:80"]);
	t.is(stage.server.drain(), 0);
});

test("connectName: cancel while looking up and while connecting; then it serves again", (t) => {
	const stage = new Stage({});
	stage.scene.host.tcpListen("", 80, 4);
	stage.silent.push("2001:db8::1");
	stage.connect("a");
	t.is(stage.connector.cancel(), 0);
	t.is(stage.events.length, 0);
	stage.scene.go();
	stage.server.drain();
	stage.connect("b");
	stage.answer([SIX1], [FOUR1]);
	t.is(stage.connector.close(), -EBUSY);
	t.is(stage.connector.cancel(), 0);
	stage.scene.go();
	const told = `${BEV_EVENT_ERROR} ${ECANCELED}`;
	t.deepEqual(stage.events, [told, told]);
	t.deepEqual(stage.tried, ["2001:db8::1:80"]);
	t.is(stage.scene.host.descriptors.open, 2);
	stage.silent.pop();
	stage.connect("c");
	stage.answer([SIX1], []);
	t.deepEqual(stage.events.slice(2), ["connected"]);
});

test("connectName: a connection that the program opens itself meanwhile is left alone", (t) => {
	const stage = new Stage({});
	stage.scene.host.tcpListen("", 80, 4);
	stage.connect("a");
	t.is(stage.connection.connect("10.0.0.7", 80), 0);
	stage.answer([SIX1], [FOUR1]);
	t.deepEqual(stage.tried, ["10.0.0.7:80"]);
	t.deepEqual(stage.events, ["connected"]);
	stage.connection.close();
	t.is(stage.connect("b"), 0);
});

test("connectName: a filter is connected through its underlying, and reads", (t) => {
	const stage = new Stage({});
	let got = "";
	const filter = new FilterBufferEvent(stage.connection, {
		onRead: (be) => {
			got += be.input.text(0, be.input.length);
			be.input.drain(be.input.length);
		},
		onEvent: (_be, what, error) => {
			stage.events.push(what === BEV_EVENT_CONNECTED ? "connected" : `${what} ${error}`);
		},
	});
	const host = stage.scene.host;
	const listener = host.tcpListen("10.0.0.1", 80, 2);
	stage.connection = filter;
	filter.output.addText("hello");
	t.is(stage.connect("www.example"), 0);
	stage.answer([], [FOUR1]);
	stage.scene.go();
	host.settle();
	t.deepEqual(stage.events, ["connected"]);
	const peer = host.accept(listener);
	const bytes = new Uint8Array(8);
	t.is(host.recv(peer, bytes, 0, 8), 5);
	host.send(peer, bytes, 0, 5);
	host.settle();
	t.is(got, "hello");
	filter.close();
	t.is(stage.connection.fd, -1);
});
