export * from "evlite/dist/esm/src/http-lite/index";
