// A timer that fires 2,000 times.
import Timer from "timer";

const counters = { requests: 0 };
globalThis.counters = counters;
Timer.repeat((id) => {
	if (++counters.requests === 2000) Timer.clear(id);
}, 1);
