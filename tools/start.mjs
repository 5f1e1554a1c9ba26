/** `npm start`: runs examples/http-hello, after installing and building what is missing. */
import { ensure } from "./ensure.mjs";

await ensure();
process.argv.splice(2, 0, "run", "examples/http-hello/main.ts");
await import("../dist/cli/main.js");
