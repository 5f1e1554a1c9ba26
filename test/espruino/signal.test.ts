/** Signals on Espruino, on the model. */
import "./signal.suite.js";
import { install } from "./model/install.js";
import { Model } from "./model.js";

install(new Model());
