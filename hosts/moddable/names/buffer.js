export * from "evlite/dist/esm/src/evbuffer-lite/index";
