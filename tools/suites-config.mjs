/** ava's configuration for the suites that tools/run-suites.mjs compiled. */
export default { files: [".cache/unit/**/*.test.js"], workerThreads: false, timeout: "60s" };
