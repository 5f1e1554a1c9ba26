/**
 * `npm run interop [-- PART ...]`: the suites against real clients, or those whose path holds one
 * of the parts.
 */
import { ensure } from "./ensure.mjs";
import { runSuites } from "./run-suites.mjs";
import { suites } from "./suites.mjs";

await ensure();
const paths = suites(/\.test\.ts$/, process.argv.slice(2));
process.exitCode = await runSuites(paths.filter((path) => path.includes("/interop/")));
