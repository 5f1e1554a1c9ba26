class Time {
	static get ticks() @ "time_ticks";
	static delta(start, end) @ "time_delta";
}
export default Time;
