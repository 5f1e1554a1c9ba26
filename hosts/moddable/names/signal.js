export * from "evlite/dist/esm/hosts/moddable/signal";
