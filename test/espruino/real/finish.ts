/** Imported after the suites. */
import { finish } from "../../harness-device.js";

finish();
