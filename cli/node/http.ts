/** `evlite/http` under `evlite run`: servers are recorded, so that their requests can be counted. */
import { HttpServer as PlainHttpServer } from "evlite/http";
import { session } from "./session.js";

export * from "evlite/http";

export class HttpServer extends PlainHttpServer {
	constructor(...args: ConstructorParameters<typeof PlainHttpServer>) {
		session.http = true;
		super(...args);
		session.servers.push(this);
	}
}
