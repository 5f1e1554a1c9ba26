/**
 * A running interpreter: the Linux build of Espruino in a folder of its own, with its flash filled.
 * What it prints between two marks is ours; the rest is its console. Its input is held open, since
 * at the end of it the console floods itself.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { flashImage } from "./flash.mjs";

const QUIET = "\x10"; // a line that starts with it is not echoed
const CLEAR = "\x03"; // Ctrl-C: the line so far is forgotten
const TRIES = 3;
const GARBLED = /^Uncaught .* at REPL /; // what the console says to such a line
const TOLD_MS = 200; // in which it has said it
const LINE = /@@([^\r\n]*)[\r\n]/g;
const TROUBLE = /Uncaught|OUT OF MEMORY|LOW_MEMORY|Interrupted|removing it/;

export class Interpreter {
	/**
	 * Starts `binary` with `files` in flash; `.bootcde` among them runs at once. With `main` it runs
	 * that script from RAM instead, and has no console. `trouble` is what it may not print.
	 */
	constructor(binary, files, main, trouble = TROUBLE) {
		this.pattern = trouble;
		this.folder = mkdtempSync(join(tmpdir(), "evlite-espruino-"));
		writeFileSync(join(this.folder, "espruino.flash"), flashImage(files));
		if (main !== undefined) writeFileSync(join(this.folder, "main.js"), main);
		this.child = spawn(binary, main === undefined ? [] : ["main.js"], {
			cwd: this.folder,
			stdio: ["pipe", "pipe", "pipe"],
		});
		this.output = "";
		this.asked = 0;
		this.forgiven = 0; // trouble before this place
		this.waiting = [];
		this.closed = new Promise((resolve) => {
			this.child.on("error", (error) => {
				this.output += `\n${error.message}`;
				resolve(-1);
			});
			this.child.on("close", (code) => resolve(code));
		}).then((code) => {
			rmSync(this.folder, { recursive: true, force: true });
			this.isOver = true;
			this.look();
			return code;
		});
		this.child.stdin.on("error", () => {}); // it may have ended
		this.child.stdout.on("data", (data) => {
			this.output += data.toString("latin1");
			this.look();
		});
	}

	/** The lines that the program has printed for us. */
	lines() {
		return Array.from(this.output.matchAll(LINE), ([, line]) => line);
	}

	/** What the console complains of: exceptions, no memory. "" if nothing. */
	trouble() {
		const output = this.output.slice(this.forgiven);
		const at = output.search(this.pattern);
		return at < 0 ? "" : output.slice(at, at + 400).replace(/\s+/g, " ");
	}

	look() {
		for (const each of this.waiting.splice(0)) {
			const found = this.lines().find((line) => each.pattern.test(line));
			if (found !== undefined) each.resolve(found);
			else if (this.trouble() !== "") each.reject(new Error(this.trouble()));
			else if (this.isOver) each.reject(new Error(`the interpreter ended: ${this.tail()}`));
			else this.waiting.push(each);
		}
	}

	tail() {
		return this.output.slice(-300).replace(/\s+/g, " ");
	}

	/** The first line that matches `pattern`. */
	line(pattern, limitMs = 20_000) {
		return new Promise((resolve, reject) => {
			const limit = setTimeout(
				() => reject(new Error(`no ${pattern} in ${limitMs} ms: ${this.tail()}`)),
				limitMs,
			);
			const done = (settle) => (value) => {
				clearTimeout(limit);
				settle(value);
			};
			this.waiting.push({ pattern, resolve: done(resolve), reject: done(reject) });
			this.look();
		});
	}

	/** Runs `code` on the console. */
	run(code) {
		this.child.stdin.write(`${QUIET}${code}\n`, "latin1");
	}

	/**
	 * The value of the expression `code`, as JSON gives it, which has to have no effect: the console
	 * loses a character at times, on a busy machine, and is asked again.
	 */
	async ask(code, limitMs = 30_000) {
		for (let left = TRIES; ; left--) {
			const id = ++this.asked;
			this.run(`print("\\x40@"+${id}+"="+JSON.stringify(${code}))`);
			try {
				const line = await this.line(new RegExp(`^${id}=`), limitMs / TRIES);
				return JSON.parse(line.slice(line.indexOf("=") + 1));
			} catch (error) {
				await pause(TOLD_MS);
				const trouble = this.trouble();
				if (left === 1 || this.isOver || (trouble !== "" && !GARBLED.test(trouble))) throw error;
				this.forgiven = this.output.length;
				this.child.stdin.write(CLEAR);
			}
		}
	}

	/** Variables in use, garbage collected. */
	usage() {
		return this.ask("process.memory().usage");
	}

	/** Ends it; its console does not listen to other signals. */
	async stop() {
		this.child.kill("SIGKILL");
		return this.closed;
	}
}
