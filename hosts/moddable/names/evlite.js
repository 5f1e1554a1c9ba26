export * from "evlite/src/core/index";
