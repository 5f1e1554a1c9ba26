/** The TCP and UDP below the model of Espruino: what the machine's sockets do, without a machine. */

/** One side of a TCP connection. */
export class Wire {
	peer: Wire | null;
	/** Received and not read. */
	inbox: string;
	/** Bytes that `inbox` takes. */
	window: number;
	/** The peer has closed. */
	fin: boolean;
	/** The connection was reset. */
	reset: boolean;
	closed: boolean;

	constructor(window: number) {
		this.peer = null;
		this.inbox = "";
		this.window = window;
		this.fin = false;
		this.reset = false;
		this.closed = false;
	}

	/** Reads up to `count` bytes: "" if there are none, null at the end. */
	read(count: number): string | null {
		const text = this.inbox.slice(0, count);
		this.inbox = this.inbox.slice(text.length);
		return text === "" && (this.fin || this.reset) ? null : text;
	}

	/** Sends what fits. Returns the count, -1 if the connection is gone. */
	write(text: string): number {
		const peer = this.peer as Wire;
		if (this.reset || this.closed) return -1;
		if (peer.closed) {
			this.reset = true; // the answer to what is sent now
			return text.length;
		}
		const count = Math.min(text.length, peer.window - peer.inbox.length);
		peer.inbox += text.slice(0, count);
		return count;
	}

	/** Closes both directions; with bytes unread the peer sees a reset. */
	close(): void {
		const peer = this.peer as Wire;
		this.closed = true;
		peer.fin = true;
		if (this.inbox !== "") peer.reset = true;
	}
}

export interface Packet {
	text: string;
	address: string;
	port: number;
}

/** What a file descriptor refers to. */
export interface Open {
	wire?: Wire;
	/** Connections that wait to be accepted. */
	backlog?: Wire[];
	packets?: Packet[];
	port: number;
}

const BACKLOG = 10; // the platform's, whatever is asked for
const LOOPBACK = "127.0.0.1";

export class Kernel {
	/** By file descriptor. */
	readonly open: (Open | null)[];
	/** Window of the connections made from now on. */
	window: number;
	nextPort: number;

	constructor() {
		this.open = [];
		this.window = 65536;
		this.nextPort = 49152;
	}

	/** How many file descriptors are open. */
	get used(): number {
		return this.open.filter((each) => each !== null).length;
	}

	add(open: Open): number {
		let fd = this.open.indexOf(null);
		if (fd < 0) fd = this.open.length;
		this.open[fd] = open;
		return fd;
	}

	find(kind: "backlog" | "packets", port: number): Open | undefined {
		return this.open.find((each) => each?.[kind] !== undefined && each.port === port) ?? undefined;
	}

	/** Connects from outside. Returns this side of the connection, null if it is refused. */
	dial(port: number): Wire | null {
		const backlog = this.find("backlog", port)?.backlog;
		if (backlog === undefined || backlog.length >= BACKLOG) return null;
		const near = new Wire(this.window);
		const far = new Wire(this.window);
		near.peer = far;
		far.peer = near;
		backlog.push(far);
		return near;
	}

	/** Opens a server or a datagram socket. Returns its descriptor, -1 if the port is used. */
	bind(kind: "backlog" | "packets", port: number): number {
		const chosen = port === 0 ? this.nextPort++ : port;
		if (this.find(kind, chosen) !== undefined) return -1;
		return this.add({ [kind]: [], port: chosen });
	}

	/** Sends a datagram from `from`; lost if nobody is there. */
	send(from: number, text: string, to: number): void {
		this.find("packets", to)?.packets?.push({ text, address: LOOPBACK, port: from });
	}

	close(fd: number): void {
		const open = this.open[fd];
		open?.wire?.close();
		for (const each of open?.backlog ?? []) each.close();
		this.open[fd] = null;
	}
}
