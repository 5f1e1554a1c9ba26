export * from "../../../dist/esm/src/core/index.js";
