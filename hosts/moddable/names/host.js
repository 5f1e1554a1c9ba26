export * from "evlite/hosts/moddable/index";
