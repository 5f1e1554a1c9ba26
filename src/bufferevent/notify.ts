/** Reports an event and applies the default action. */
import { EV_WRITE } from "../core/flags.js";
import type { BufferEvent } from "./bufferevent.js";
import {
	BEV_ENDING,
	BEV_EVENT_CLOSED,
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_TIMEOUT,
} from "./flags.js";

/** Reports `what` to `onEvent` and closes the connection if it must be and the callback did not. */
export function notify(be: BufferEvent, what: number, error: number): void {
	const fd = be.fd;
	if (be.onEvent !== null) be.onEvent(be, what, error);
	if (be.fd !== fd) return;
	if ((what & (BEV_EVENT_ERROR | BEV_EVENT_CLOSED)) !== 0) be.close();
	else if (be.onEvent === null) {
		if ((what & BEV_EVENT_EOF) !== 0) be.state_ |= BEV_ENDING | EV_WRITE;
		else if ((what & BEV_EVENT_TIMEOUT) !== 0) be.close();
	}
}
