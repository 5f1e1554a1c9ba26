/**
 * The test harness of every suite that runs on all engines: `test(title, (t) => ...)` for what ends
 * at once, `test.cb(title, (t) => ... t.end(), limitMs)` for what ends in a callback. Tests of a
 * file run one after the other, in order. On Node it is ava; bundles for a device put
 * `harness-device.ts` in the place of `harness-node.ts`.
 */
export { rounds, test } from "./harness-node.js";
export type { Assertions, CallbackTest, Harness } from "./harness-types.js";
