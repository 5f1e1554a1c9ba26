/**
 * Commands on a terminal of their own, as a user sees them: by `script` of util-linux. Elsewhere than
 * on Linux there is no terminal, and what is printed for one alone is not seen.
 */
import { spawn } from "node:child_process";

/** A command that runs on a terminal of 80 columns. */
export class Terminal {
	/** All that was printed, escape sequences included. */
	output = "";
	/** Called with what is printed as it comes. */
	onOutput = (_text) => {};

	constructor(command, folder) {
		const line = `stty cols 80 rows 24; exec ${command}`;
		const [program, ...args] =
			process.platform === "linux"
				? ["script", "-qefc", line, "/dev/null"]
				: ["sh", "-c", `exec ${command}`];
		this.child = spawn(program, args, {
			cwd: folder,
			stdio: ["pipe", "pipe", "inherit"],
			env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
		});
		this.closed = new Promise((resolve, reject) => {
			this.child.on("error", (error) =>
				reject(new Error(`script (Debian: bsdutils): ${error.message}`)),
			);
			this.child.on("close", resolve);
		});
		this.closed.catch(() => {});
		this.child.stdout.setEncoding("utf8").on("data", (text) => {
			this.output += text;
			this.onOutput(text);
		});
	}

	/** Resolves once `pattern` was printed; rejects with what was after `ms`, or when the command ended. */
	async printed(pattern, ms) {
		const end = performance.now() + ms;
		while (!pattern.test(this.output)) {
			const ended = this.child.exitCode !== null || performance.now() > end;
			if (ended) throw new Error(`no ${pattern} in:\n${this.output}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	/** Types Ctrl-C. Resolves to the exit code. */
	interrupt() {
		if (process.platform === "linux") this.child.stdin.write("\x03");
		else this.child.kill("SIGINT");
		const limit = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
		return this.closed.finally(() => clearTimeout(limit));
	}
}
