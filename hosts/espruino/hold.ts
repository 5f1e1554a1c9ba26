/**
 * Holding a stream: the back-pressure that Espruino lacks. The firmware polls every socket whose
 * `sckt` (file descriptor + 1) is not 0; with 0 it leaves the bytes to the peer's TCP window, and
 * nothing is lost when the number is put back.
 *
 * Risks, all of them handled by the host: it stops sending too, so a held stream with something to
 * send has to be let go now and then; the end of the stream is not noticed while it is held; one
 * that is closed while held would leak its file descriptor; never do it to a server, whose accept
 * does not look at the number. Verified with firmware 2v29; test/espruino guards it.
 */
import type { Socket } from "./platform.js";

/** Keeps the platform from polling `c`. Returns 1, or 0 if it is held or closed already. */
export function hold(c: Socket): number {
	if (!(c.sckt > 0)) return 0;
	c.held_ = c.sckt;
	c.sckt = 0;
	return 1;
}

/** Has the platform poll `c` again. Returns 1, or 0 if it was not held. */
export function letGo(c: Socket): number {
	if (!(c.held_ > 0)) return 0;
	c.sckt = c.held_;
	c.held_ = 0;
	return 1;
}
