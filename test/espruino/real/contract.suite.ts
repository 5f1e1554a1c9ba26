/** The host contract on the interpreter itself, over 127.0.0.1. */
import { hostContract } from "../../contract/host.js";
import { Anywhere, ESPRUINO_SKIPS, printed } from "../anywhere.js";

/** Without a reserve: what there is no memory for gets an error, it is not refused. */
hostContract({
	name: "Espruino",
	make: (descriptors) => new Anywhere({ descriptors, datagramBytes: 1472, reserve: 0 }),
	run: null,
	printed,
	datagramMax: 1472,
	transfer: 1 << 14,
	skip: ESPRUINO_SKIPS.concat([
		"tcpListen: a used port is -EADDRINUSE, at once or from accept",
		"the build for Linux lets listeners share a port",
	]),
});
