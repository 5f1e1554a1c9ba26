// `npx ava test/core/timers.test.ts` runs a suite by its source. `npm run unit` compiles suites first, which is quicker for many.
const COMPILED = process.env.EVLITE_SUITES; // their folder, by tools/run-suites.mjs

export default {
	files: [COMPILED === undefined ? "test/**/*.test.ts" : `${COMPILED}/**/*.test.js`],
	workerThreads: false,
	timeout: "180s",
	...(COMPILED === undefined && {
		extensions: { ts: "module" },
		nodeArguments: ["--import=tsx", "--conditions=source"],
	}),
};
