/** `npm pack` and `npm publish`: what is packed is built from the sources as they are, declarations included. */
import { ensure } from "./ensure.mjs";

await ensure({ types: true });
