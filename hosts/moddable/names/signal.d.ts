export * from "../../../dist/esm/hosts/moddable/signal.js";
