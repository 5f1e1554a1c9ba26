export * from "evlite/hosts/moddable/signal";
