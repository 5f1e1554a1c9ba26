export * from "../../../dist/esm/hosts/moddable/index.js";
