export * from "evlite/src/dns-lite/index";
