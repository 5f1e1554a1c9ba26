/** `evlite/host` under `evlite run`: the Node host, with the listeners where the command wants them. */
import { EAGAIN, EMFILE } from "evlite";
import { Host as NodeHost } from "evlite/host";
import { type Listening, session } from "./session.js";

export * from "evlite/host";

/** The local address for a listener that asks for `address`; loopback unless told otherwise. */
function localAddress(address: string): string {
	if (session.address !== undefined) return session.address;
	if (address.startsWith("127.") || address === "::1") return address;
	return address.includes(":") ? "::1" : "127.0.0.1";
}

export class Host extends NodeHost {
	private listening: Listening[] = [];

	constructor(...args: ConstructorParameters<typeof NodeHost>) {
		super(...args);
		session.hosts.push(this);
	}

	override tcpListen(address: string, port: number, backlog: number): number {
		const local = localAddress(address);
		const mapped = session.port ?? port;
		session.port = undefined; // for the first listener only
		const fd = super.tcpListen(local, mapped, backlog);
		const listening = { host: this, fd, address: local, port: mapped, http: session.http };
		session.http = false;
		if (fd < 0) session.onListenError(listening, -fd);
		else {
			this.listening.push(listening);
			session.onListen(listening);
		}
		return fd;
	}

	override accept(fd: number): number {
		const result = super.accept(fd);
		if (result >= 0) session.connections++;
		else if (result !== -EAGAIN && result !== -EMFILE) this.failed(fd, -result);
		return result;
	}

	private failed(fd: number, error: number): void {
		const listening = this.listening.find((each) => each.fd === fd);
		if (listening !== undefined) session.onListenError(listening, error);
	}
}
