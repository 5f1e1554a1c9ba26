/** `evlite/http` under `evlite run`: servers are noted, so that their requests can be told. */
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
