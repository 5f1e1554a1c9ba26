export * from "evlite/src/http-lite/index";
