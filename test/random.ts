/** The seeded generator of the tests is that of the virtual network. */
export { Random } from "../hosts/virtual/random.js";
