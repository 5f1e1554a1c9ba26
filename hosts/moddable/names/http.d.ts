export * from "../../../dist/esm/src/http-lite/index.js";
