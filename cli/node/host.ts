/** `evlite/host` under `evlite run`: the Node host, with the listeners where the command wants them. */
import { Host as NodeHost } from "evlite/host";
import { type Listening, session } from "./session.js";

export * from "evlite/host";

/** The local address for a listener that asks for `address`; loopback unless given otherwise. */
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

	/** A listener that cannot listen is reported by where it would really be, and ends the run. */
	override reportError(error: unknown, port: number, address: string): void {
		if (port < 0) return super.reportError(error, port, address);
		super.reportError(error, localPort(port), localAddress(address));
		process.exit();
	}

	private note(local: Omit<Listening, "host" | "fd">, fd: number): number {
		if (fd >= 0) session.onListen({ ...local, host: this, fd });
		return fd;
	}
}
