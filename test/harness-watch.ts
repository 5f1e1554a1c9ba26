/**
 * Imported by every file of suites on Node: while a test runs for a minute without another's end,
 * prints which tests are pending, so that a suite that waits says for what.
 */
import test from "ava";

const QUIET_MS = 60_000;

const pending = new Set<string>();
let last = performance.now();

/** The test that a hook belongs to: ava puts the hook's own words before its title. */
function titleOf(hook: string): string {
	return hook.replace(/^(before|after)Each\.?\w* hook for /, "");
}

test.beforeEach((t) => {
	pending.add(titleOf(t.title));
});

test.afterEach.always((t) => {
	pending.delete(titleOf(t.title));
	last = performance.now();
});

let printed = last;
setInterval(() => {
	const now = performance.now();
	if (now - Math.max(last, printed) < QUIET_MS || pending.size === 0) return;
	printed = now;
	const seconds = Math.round((now - last) / 1000);
	const titles = [...pending].slice(0, 5).join("; ");
	console.error(`quiet for ${seconds} s, pending: ${titles}`);
}, QUIET_MS / 4).unref();
