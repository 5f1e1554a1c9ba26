/** The C compiler of this machine, and whether it makes programs with a device's slots that run here. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { CliError } from "../../build/errors.js";
import { commandOutput, hash } from "./build-tools.js";

const EMULATORS = [["qemu-i386"], ["qemu-i386-static"]];

export interface Target {
	compiler: string;
	version: string;
	flags: string[];
	slotSize: 16 | 32;
	/** Command that runs the program, empty if the kernel does. */
	runner: string[];
}

interface Compiler {
	compiler: string;
	version: string;
}

function findCompiler(): Compiler {
	for (const compiler of process.env.CC ? [process.env.CC] : ["cc", "gcc", "clang"]) {
		const version = commandOutput(compiler, ["--version"]);
		if (version !== null) return { compiler, version: version.split("\n")[0] };
	}
	throw new CliError(
		"--host xs needs a C compiler: install gcc or clang (Debian, Ubuntu: `apt-get install gcc gcc-multilib`; macOS: `xcode-select --install`)",
	);
}

/**
 * Finds out by trying: compiles and runs a 32-bit program. `EVLITE_XS_BITS=64` skips that, and
 * `native` leaves out the emulator, which is ten times slower. Resolves also to whether that will
 * stay so: what could not be compiled or emulated may be once more is installed.
 */
async function tryTarget(
	folder: string,
	{ compiler, version }: Compiler,
): Promise<[Target, boolean]> {
	const wide: Target = { compiler, version, flags: [], slotSize: 32, runner: [] };
	if (process.env.EVLITE_XS_BITS === "64") return [wide, false];
	const flags = ["-m32", "-msse2", "-mfpmath=sse"];
	const place = await mkdtemp(join(folder, "try-"));
	const source = join(place, "try.c");
	const program = join(place, "try");
	await writeFile(source, '#include <stdio.h>\nint main(void) { return puts("32") < 0; }\n');
	try {
		const tried = spawnSync(compiler, [...flags, source, "-o", program], { stdio: "ignore" });
		if (tried.status !== 0) return [wide, false];
		const emulators = process.env.EVLITE_XS_BITS === "native" ? [] : EMULATORS;
		for (const runner of [[], ...emulators]) {
			const [command, ...rest] = [...runner, program];
			if (commandOutput(command, rest) === null) continue;
			return [{ ...wide, flags, slotSize: 16, runner }, true];
		}
		return [wide, emulators.length === 0];
	} finally {
		await rm(place, { recursive: true, force: true });
	}
}

/** As `tryTarget`; what stays so is known from then on. */
export async function findTarget(folder: string): Promise<Target> {
	const compiler = findCompiler();
	const bits = process.env.EVLITE_XS_BITS ?? "";
	const machine = [compiler.compiler, compiler.version, bits, release(), process.arch];
	const memo = join(folder, `target-${hash(machine)}.json`);
	if (existsSync(memo)) {
		const known = JSON.parse(readFileSync(memo, "utf8")) as Target;
		const [runner] = known.runner;
		if (runner === undefined || commandOutput(runner, ["--version"]) !== null) return known;
	}
	const [target, stays] = await tryTarget(folder, compiler);
	if (stays) {
		await writeFile(`${memo}.${process.pid}`, JSON.stringify(target));
		await rename(`${memo}.${process.pid}`, memo); // whole or not at all
	}
	return target;
}
