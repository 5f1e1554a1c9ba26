export * from "evlite/dist/esm/hosts/moddable/index";
