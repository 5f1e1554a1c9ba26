/**
 * Pausing a stream: the back-pressure that Espruino lacks. The firmware polls every socket whose
 * `sckt` (file descriptor + 1) is not 0; with 0 it leaves the bytes to the peer's TCP window, and
 * nothing is lost when the number is put back.
 *
 * Risks, all of them handled by the host: it stops sending too, so a paused stream with something to
 * send has to be resumed now and then; the end of the stream is not noticed while it is paused; one
 * that is closed while paused would leak its file descriptor; never do it to a server, whose accept
 * does not look at the number. Verified with firmware 2v29; test/espruino guards it.
 */
import type { Socket } from "./platform.js";

/** Stops the platform from polling `c`. Returns 1, or 0 if it is paused or closed already. */
export function pause(c: Socket): number {
	if (!(c.sckt > 0)) return 0;
	c.paused_ = c.sckt;
	c.sckt = 0;
	return 1;
}

/** Lets the platform poll `c` again. Returns 1, or 0 if it was not paused. */
export function resume(c: Socket): number {
	if (!(c.paused_ > 0)) return 0;
	c.sckt = c.paused_;
	c.paused_ = 0;
	return 1;
}
