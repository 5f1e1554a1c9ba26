/** `evlite` under `evlite run`: exceptions that escape callbacks are told, until the program sees to them itself. */
import { EventBase as PlainEventBase } from "evlite";
import { session } from "./session.js";

export * from "evlite";

export class EventBase extends PlainEventBase {
	constructor(...args: ConstructorParameters<typeof PlainEventBase>) {
		super(...args);
		this.onError = (_base, error) => session.onException(error);
	}
}
