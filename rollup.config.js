// `npx rollup -c`: the library as build/library.ts makes it.
import { register } from "tsx/esm/api";

register();
const place = new URL("build/library.ts", import.meta.url);
export default (await import(place.href)).library;
