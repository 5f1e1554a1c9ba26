export * from "evlite/dist/esm/src/core/index";
