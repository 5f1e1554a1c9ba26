export * from "evlite/src/bufferevent/index";
