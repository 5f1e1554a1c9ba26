/**
 * `npm run newcomer [-- --pictures FOLDER]`: a new user. Packs evlite, and in an empty folder follows
 * the first screen of README.md word for word, with the package in place of its name on the registry
 * and a free port in place of 8080; opens the page in chromium each time. Exit code 0 if all is as
 * README says.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { followReadme, readmeSteps } from "./follow-readme.mjs";
import { must } from "./process.mjs";

const CHROMIUM = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=640,240"];
const PAGE_MS = "20000";

const { values } = parseArgs({ options: { pictures: { type: "string" } } });
const pictures = resolve(values.pictures ?? join(".cache", "newcomer"));

/** Opens `url` in chromium; its text must be the greeting. */
async function browse(url, name) {
	const own = join(folder, `chromium-${name}`);
	const options = [...CHROMIUM, `--user-data-dir=${own}`, `--timeout=${PAGE_MS}`];
	const { stdout } = await promisify(execFile)("chromium", [...options, "--dump-dom", url]).catch(
		(error) => {
			throw new Error(`chromium (Debian: chromium): ${error.message}`);
		},
	);
	if (!stdout.includes(">hello\n<")) throw new Error(`chromium shows of ${url}:\n${stdout}`);
	const picture = join(pictures, `${name}.png`);
	await must("chromium", [...options, `--screenshot=${picture}`, url]);
	console.log(`chromium shows the page: ${picture}`);
}

const folder = mkdtempSync(join(tmpdir(), "evlite-newcomer-"));
try {
	mkdirSync(pictures, { recursive: true });
	const packed = await must("npm", [
		"pack",
		"--json",
		"--ignore-scripts",
		"--pack-destination",
		folder,
	]);
	const [{ filename }] = JSON.parse(packed);
	let runs = 0;
	await followReadme(readmeSteps(), folder, {
		replace: { "npm install evlite": `npm install ./${filename}` },
		say: (command) => console.log(`$ ${command}`),
		onServed: (url) => browse(url, `page-${++runs}`),
	});
	if (runs !== 2) throw new Error(`README.md: ${runs} servers were asked, not 2`);
	console.log("all is as README says");
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
