/**
 * `npm start`: runs examples/http-hello, after installing and building what is missing. On the
 * simulated ESP8266 unless a host is asked for; where that cannot be built, on Node, and says so.
 */

/** The host to run on if the command line names none. */
async function defaultHost() {
	const { findSimulator } = await import("../dist/sim/xs/build.js");
	const notice = setTimeout(() => console.error("building the XS engine, once ..."), 1000);
	try {
		await findSimulator();
		return "xs";
	} catch (error) {
		console.error(`evlite: ${error.message}; running on Node instead`);
		return "node";
	} finally {
		clearTimeout(notice);
	}
}

const options = process.argv.splice(2);
const named = options.some((each) => /^(--host(=|$)|--help$|-h$)/.test(each));
if (!named) options.unshift("--host", await defaultHost());
process.argv.push("run", "examples/http-hello/main.ts", ...options);
await import("../dist/cli/main.js");
