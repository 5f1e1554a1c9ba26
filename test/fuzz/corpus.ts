/** The corpus in git: one file for each input, below a folder for each target. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const CORPUS = join(import.meta.dirname, "corpus");

/** Returns the inputs kept for target `name`, in the order of their names. */
export function corpus(name: string): Uint8Array[] {
	const folder = join(CORPUS, name);
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder).sort();
	return files.map((file) => new Uint8Array(readFileSync(join(folder, file))));
}
