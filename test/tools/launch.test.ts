/** Every command installs and builds what it needs: each goes through tools/launch.js. */
import { spawnSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { COMMANDS } from "../../tools/launch.js";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));

test("each script of package.json is a command of tools/launch.js, and each command a script", (t) => {
	for (const [name, script] of Object.entries(scripts)) {
		t.is(script, `node tools/launch.js ${name}`);
	}
	t.deepEqual(Object.keys(COMMANDS).sort(), Object.keys(scripts).sort());
	for (const { file } of Object.values(COMMANDS)) {
		if (file !== undefined) t.true(existsSync(file), file);
	}
});

test("CONTRIBUTING names each command, and no other way to run one", (t) => {
	const text = readFileSync("CONTRIBUTING.md", "utf8");
	for (const name of Object.keys(COMMANDS)) {
		t.regex(text, new RegExp(`npm (run )?${name}\\b`), name);
	}
	t.notRegex(text, /`node .*tools\//);
});

test("the launcher imports nothing that has to be installed before it installs", (t) => {
	const text = readFileSync("tools/launch.js", "utf8");
	const imports = [...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, each]) => each);
	t.true(imports.length > 3);
	for (const each of imports) t.regex(each, /^node:/);
});

test("a command that imports the launcher runs to its end", (t) => {
	const command = ["tools/launch.js", "model", "no suite has this in its name"];
	const { status, stdout } = spawnSync(process.execPath, command, {
		encoding: "utf8",
		timeout: 60_000,
	});
	t.is(stdout, "0 passed, 0 failed\n");
	t.is(status, 0);
});

test("where packages cannot be installed it says so, without a stack trace", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-launch-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	for (const name of ["package.json", "package-lock.json", "tools/launch.js"]) {
		cpSync(name, join(folder, name));
	}
	mkdirSync(join(folder, "bin"));
	writeFileSync(join(folder, "bin", "npm"), "#!/bin/sh\necho no network\nexit 1\n", {
		mode: 0o755,
	});
	const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
	for (const name of ["virtual", "test:espruino", "lint"]) {
		const command = [join(folder, "tools", "launch.js"), name];
		const { status, stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
		t.is(stderr, "no network\ninstalling packages: failed\n", name);
		t.is(status, 1, name);
	}
});

test("no suite sets a limit by ava's timeout(), which switches off its limit for all others", (t) => {
	const { stdout } = spawnSync("git", ["grep", "-lE", "\\bt\\.timeout\\(", "test"], {
		encoding: "utf8",
	});
	t.is(stdout.replace("test/tools/launch.test.ts\n", ""), "");
});

test("ava's own command runs a suite by its source", (t) => {
	const { EVLITE_SUITES: _, ...env } = process.env;
	const ava = spawnSync("npx", ["--no-install", "ava", "test/core/text.test.ts"], {
		encoding: "utf8",
		env,
		timeout: 120_000,
	});
	t.is(ava.status, 0, ava.stdout + ava.stderr);
	t.regex(ava.stdout, /\d tests? passed/);
});
