/** The version, as package.json has it. libevent `event_get_version`. */
export const EVLITE_VERSION = "0.1.0";
/** The same as a number: a byte each for major, minor, patch, and 0. libevent `event_get_version_number`. */
export const EVLITE_VERSION_NUMBER = 0x00010000;
