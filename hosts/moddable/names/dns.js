export * from "evlite/dist/esm/src/dns-lite/index";
