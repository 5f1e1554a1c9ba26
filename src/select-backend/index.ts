export { SelectBackend } from "./select.js";
