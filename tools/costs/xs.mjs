/**
 * What examples/http-hello costs on the simulated ESP8266: memory, collections, stack, metering
 * units. Slots have 16 bytes as on the device; where this machine cannot have them they have 32,
 * and bytes are halved. Runs under tsx.
 */
import { findSimulator } from "../../sim/xs/build.js";
import { connectionCost, keptAlive, metered, randomSizes } from "../../test/device/loads.js";

const BYTES = ["use", "liveChunks"];

/** Bytes as they would be with slots of 16. */
function scaled(figures, slotSize) {
	for (const name of BYTES) {
		if (name in figures) figures[name] = Math.round((figures[name] * 16) / slotSize);
	}
	return figures;
}

let slotSize = 16;

/** The figures are made from those of other slots: near enough for budgets, not to be published. */
export const isEstimate = () => slotSize !== 16;

export async function measure() {
	try {
		slotSize = (await findSimulator()).slotSize;
	} catch (error) {
		console.log(`  ${error.message}`); // no compiler
		return null;
	}
	if (slotSize !== 16) console.log("  xs: slots of 32 bytes here, so bytes are halved");
	const loads = [keptAlive(), randomSizes(), connectionCost(), metered()]; // each waits for its device
	const [kept, random, connection, units] = await Promise.all(loads);
	return { kept: scaled(kept, slotSize), random: scaled(random, slotSize), connection, units };
}
