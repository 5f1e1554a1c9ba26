/** `evlite/host` under `evlite run`: the Node host, with the listeners where the command wants them. */
import { EACCES, EADDRINUSE, EADDRNOTAVAIL, EAGAIN, EBADF, SocketAddress } from "evlite";
import { Host as NodeHost } from "evlite/host";
import { type Listening, session } from "./session.js";

export * from "evlite/host";

/** The local address for a listener that asks for `address`; loopback unless told otherwise. */
function localAddress(address: string): string {
	if (session.address !== undefined) return session.address;
	if (address.startsWith("127.") || address === "::1") return address;
	return address.includes(":") ? "::1" : "127.0.0.1";
}

/** The local port for a listener that asks for `port`. */
function localPort(port: number): number {
	if (session.firstPort === undefined) session.firstPort = port;
	return session.port !== undefined && port === session.firstPort ? session.port : port;
}

export class Host extends NodeHost {
	private readonly listening: Listening[] = [];
	private readonly local = new SocketAddress("", 0);

	constructor(...args: ConstructorParameters<typeof NodeHost>) {
		super(...args);
		session.hosts.push(this);
	}

	override tcpListen(address: string, port: number, backlog: number): number {
		const scheme = session.http ? "http" : "tcp";
		session.http = false;
		const local = { address: localAddress(address), port: localPort(port) };
		return this.note({ ...local, scheme }, super.tcpListen(local.address, local.port, backlog));
	}

	/** A port of its own makes it a server; port 0 is a client, which must reach other machines. */
	override udpBind(address: string, port: number): number {
		if (port === 0) return super.udpBind(address, port);
		const local = { address: localAddress(address), port: localPort(port) };
		return this.note({ ...local, scheme: "udp" }, super.udpBind(local.address, local.port));
	}

	override accept(fd: number): number {
		const result = super.accept(fd);
		if (result < 0 && result !== -EAGAIN && result !== -EBADF) {
			const listens = this.localAddress(fd, this.local) === 0; // what fails then is one connection
			if (!listens) this.failed(fd, -result);
		}
		return result;
	}

	override recvFrom(...args: Parameters<NodeHost["recvFrom"]>): number {
		const result = super.recvFrom(...args);
		if (result === -EADDRINUSE || result === -EACCES || result === -EADDRNOTAVAIL) {
			this.failed(args[0], -result);
		}
		return result;
	}

	private note(local: Omit<Listening, "host" | "fd">, fd: number): number {
		const listening = { ...local, host: this, fd };
		this.listening.push(listening);
		if (fd < 0) session.onListenError(listening, -fd);
		else session.onListen(listening);
		return fd;
	}

	private failed(fd: number, error: number): void {
		const listening = this.listening.find((each) => each.fd === fd);
		if (listening !== undefined) session.onListenError(listening, error);
	}
}
