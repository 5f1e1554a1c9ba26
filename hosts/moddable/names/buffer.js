export * from "evlite/src/evbuffer-lite/index";
