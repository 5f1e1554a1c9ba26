export * from "../../../dist/esm/src/dns-lite/index.js";
