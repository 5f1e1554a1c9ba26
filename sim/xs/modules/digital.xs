class Digital @ "digital_destructor" {
	constructor(options) @ "digital_constructor";
	close() @ "digital_close";
	read() @ "digital_read";
	write(value) @ "digital_write";
	static Input = 0;
	static InputPullUp = 1;
	static InputPullDown = 2;
	static InputPullUpDown = 3;
	static Output = 8;
	static OutputOpenDrain = 9;
	static Rising = 1;
	static Falling = 2;
}
export default Digital;
