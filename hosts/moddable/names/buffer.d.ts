export * from "../../../dist/esm/src/evbuffer-lite/index.js";
