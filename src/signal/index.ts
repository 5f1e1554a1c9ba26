export type { OnSignal, SignalOptions } from "./signal.js";
export {
	SIGHUP,
	SIGINT,
	SIGNAL_FALLING,
	SIGNAL_PULL_DOWN,
	SIGNAL_PULL_UP,
	SIGNAL_RISING,
	SIGTERM,
	SIGUSR1,
	SIGUSR2,
	Signal,
} from "./signal.js";
