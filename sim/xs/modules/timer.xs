class Timer {
	static set(callback, delay, repeat) @ "timer_set";
	static repeat(callback, delay) @ "timer_repeat";
	static schedule(id, delay, repeat) @ "timer_schedule";
	static clear(id) @ "timer_clear";
}
export default Timer;
