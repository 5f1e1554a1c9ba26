/** `npm run unit [-- PART ...]`: the suites on Node, or those whose path holds one of the parts. */
import { runSuites } from "./run-suites.mjs";
import { suites } from "./suites.mjs";

const paths = suites(/\.test\.ts$/, process.argv.slice(2));
process.exitCode = await runSuites(paths.filter((path) => !path.includes("/interop/")));
