export * from "evlite/dist/esm/src/bufferevent/index";
