export * from "../../../dist/esm/src/bufferevent/index.js";
