/** An HTTP client for measurements: whole requests over connections that are kept. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { closed, within } from "../wait.js";

const LIMIT_MS = 20_000;

/** Where the reply at the front of `text` ends, or -1 if it is not complete. */
function replyEnd(text: string): number {
	const body = text.indexOf("\r\n\r\n") + 4;
	if (body < 4) return -1;
	const length = /^content-length: (\d+)\r$/im.exec(text.slice(0, body))?.[1] ?? "0";
	const end = body + Number(length);
	return text.length >= end ? end : -1;
}

export class Client {
	readonly socket: Socket;
	private received = "";
	private waiting: ((reply: string) => void) | null = null;
	private failed: ((error: Error) => void) | null = null;

	private constructor(port: number) {
		this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
		this.socket.setEncoding("latin1");
		this.socket.on("data", (text: string) => {
			this.received += text;
			this.serve();
		});
		this.socket.on("error", () => {});
		this.socket.on("close", () => this.failed?.(new Error("the connection ended")));
	}

	static async open(port: number): Promise<Client> {
		const client = new Client(port);
		await within(`a connection to port ${port}`, once(client.socket, "connect"));
		return client;
	}

	private serve(): void {
		const end = this.waiting === null ? -1 : replyEnd(this.received);
		if (end < 0) return;
		const reply = this.received.slice(0, end);
		const waiting = this.waiting;
		this.received = this.received.slice(end);
		this.waiting = null;
		this.failed = null;
		waiting?.(reply);
	}

	/** Resolves to the reply, one character a byte. */
	ask(request: string): Promise<string> {
		return new Promise((resolve, reject) => {
			const late = () => reject(new Error(`no reply to ${JSON.stringify(request.slice(0, 40))}`));
			const limit = setTimeout(late, LIMIT_MS);
			this.waiting = (reply) => {
				clearTimeout(limit);
				resolve(reply);
			};
			this.failed = (error) => {
				clearTimeout(limit);
				reject(error);
			};
			this.socket.write(request, "latin1");
		});
	}

	async close(): Promise<void> {
		this.socket.destroy();
		await closed("a client", this.socket);
	}
}
