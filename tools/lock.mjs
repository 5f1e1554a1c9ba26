/**
 * Completes package-lock.json. npm leaves out the packages for other platforms that the registry
 * in use does not have, and `npm ci` then refuses the file everywhere. What such a package is for
 * is in its name. Run after `npm install`; `--check` only checks whether that was done.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./process.mjs";

const PLATFORM =
	/-(android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/** The lock file's entry of an optional package for one platform; null if it is for none. */
function entryFor(name, version, dev) {
	const parts = PLATFORM.exec(name.replace("/cli-", "/-").replace("/", "-"));
	if (parts === null) return null;
	const [, os, cpu, abi] = parts;
	const entry = { version, cpu: [cpu] };
	if (dev) entry.dev = true;
	if (os === "linux") entry.libc = [abi?.startsWith("musl") ? "musl" : "glibc"];
	return { ...entry, optional: true, os: [os] };
}

/** Adds what is missing to `packages`; returns the names. */
function complete(packages) {
	const added = [];
	for (const { optionalDependencies, dev } of Object.values(packages)) {
		for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
			const path = `node_modules/${name}`;
			if (packages[path] !== undefined) continue;
			const entry = entryFor(name, version, dev);
			if (entry === null) continue;
			packages[path] = entry;
			added.push(name);
		}
	}
	return added;
}

const path = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8"));
const added = complete(lock.packages);
if (added.length > 0 && process.argv.includes("--check")) {
	console.error(`package-lock.json lacks ${added.join(", ")}: run \`npm run lock\``);
	process.exitCode = 1;
} else if (added.length > 0) {
	const names = Object.keys(lock.packages).sort((a, b) => a.localeCompare(b, "en"));
	lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
	writeFileSync(path, `${JSON.stringify(lock, null, "\t")}\n`);
	console.log(`added ${added.length} packages for other platforms`);
}
