/** States of an event (libevent's EVLIST_ names) and what a running loop was asked to do. */
import { EV_CLOSED, EV_READ, EV_WRITE } from "./flags.js";

/** What can be awaited on a descriptor. */
export const EV_IO = EV_READ | EV_WRITE | EV_CLOSED;

export const EVLIST_TIMEOUT = 0x01; // in the timer heap
export const EVLIST_INSERTED = 0x02; // in the list of its descriptor
export const EVLIST_ACTIVE = 0x08; // in an active queue
export const EVLIST_ACTIVE_LATER = 0x20; // becomes active when the next turn begins
export const EVLIST_INIT = 0x80; // the slot is taken

export const LOOP_EXIT = 1; // end after what is active up to the middle priority
export const LOOP_BREAK = 2; // end after the running callback
export const LOOP_CONTINUE = 4; // leave this queue and look for a better one
export const LOOP_LEAVE = LOOP_BREAK | LOOP_CONTINUE; // run no more of this queue
export const LOOP_PREPARED = 8; // the prepare watchers have run for the coming poll
