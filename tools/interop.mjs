/**
 * `npm run interop [-- PART ...]`: the suites against real clients and servers, or those whose path
 * holds one of the parts; after those of the DNS, its server's throughput beside libevent's.
 */
import { spawnSync } from "node:child_process";
import { root } from "./process.mjs";
import { runSuites } from "./run-suites.mjs";
import { suites } from "./suites.mjs";

/** What the suites run, and the Debian package that it is in; a test whose program is missing is skipped, by name. */
const PROGRAMS = {
	ab: "apache2-utils",
	chromium: "chromium",
	curl: "curl",
	nginx: "nginx",
	python3: "python3",
	wrk: "wrk",
};
/** What those of the DNS cannot do without. */
const DNS_PROGRAMS = {
	dig: "bind9-dnsutils",
	dnsmasq: "dnsmasq-base",
	dnsperf: "dnsperf",
	kdig: "knot-dnsutils",
	unbound: "unbound",
};
const HEADERS = { "event2/dns.h": "libevent-dev" };

function isInstalled(program) {
	const path = `${process.env.PATH}:/usr/sbin`; // where Debian has the servers
	return spawnSync("sh", ["-c", `command -v ${program}`], { env: { PATH: path } }).status === 0;
}

function hasHeader(header) {
	const args = ["-E", "-include", header, "-x", "c", "/dev/null"];
	return spawnSync("cc", args, { stdio: "ignore" }).status === 0;
}

/** The packages of `programs` that are not installed. */
function missingOf(programs) {
	const missing = Object.keys(programs).filter((program) => !isInstalled(program));
	return missing.map((each) => programs[each]);
}

function missingForDns() {
	const headers = Object.keys(HEADERS).filter((header) => !hasHeader(header));
	return [...missingOf(DNS_PROGRAMS), ...headers.map((each) => HEADERS[each])];
}

/** Prints the throughput of evlite's name server and of libevent's, and their ratio. */
function compare() {
	const args = ["--import=tsx", "bench/run.ts", "--only", "dns", "--rounds", "5"];
	return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
}

const parts = process.argv.slice(2);
const paths = suites(/\.test\.ts$/, parts).filter((path) => path.includes("/interop/"));
const hasDns = paths.some((path) => path.includes("/dns-"));
const missing = hasDns ? missingForDns() : [];
if (missing.length > 0) {
	console.error(`interop needs more: apt-get install -y ${missing.join(" ")}`);
	process.exit(1);
}
const skipped = missingOf(PROGRAMS);
if (skipped.length > 0) console.log(`not installed, its tests are skipped: ${skipped.join(" ")}`);
process.exitCode = await runSuites(paths);
if (process.exitCode === 0 && hasDns) {
	process.exitCode = compare();
}
