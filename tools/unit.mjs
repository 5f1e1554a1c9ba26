/**
 * `npm run unit [-- PART ...]`: the suites on Node, or those whose path holds one of the parts.
 * Options go to ava: `--match "*tick*"`, `--tap`.
 */
import { runSuites } from "./run-suites.mjs";
import { suites } from "./suites.mjs";

const first = process.argv.findIndex((each, i) => i > 1 && each.startsWith("-"));
const parts = process.argv.slice(2, first < 0 ? undefined : first);
const paths = suites(/\.test\.ts$/, parts).filter((path) => !path.includes("/interop/"));
process.exitCode = await runSuites(paths, first < 0 ? [] : process.argv.slice(first));
