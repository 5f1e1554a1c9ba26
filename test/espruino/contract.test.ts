/** The Espruino host, on the model of its platform, keeps the contract of all hosts. */
import { hostContract } from "../contract/host.js";
import { Anywhere, ESPRUINO_SKIPS, printed } from "./anywhere.js";
import { install } from "./model/install.js";
import { Model } from "./model.js";

install(new Model());

hostContract({
	name: "Espruino model",
	make: (descriptors) => new Anywhere({ descriptors, datagramBytes: 1472 }),
	run: null,
	printed,
	datagramMax: 1472,
	transfer: 1 << 17,
	skip: ESPRUINO_SKIPS,
});
