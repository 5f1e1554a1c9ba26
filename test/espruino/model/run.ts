/** Runs a script of the Espruino build on the model: `node run.mjs SCRIPT`. Prints what it prints. */
import { readFileSync } from "node:fs";
import { Model } from "../model.js";
import { runOnModel } from "./context.js";

runOnModel(new Model(), readFileSync(process.argv[2], "latin1"), (text) => {
	process.stdout.write(Buffer.from(`${text}\n`, "latin1"));
});
