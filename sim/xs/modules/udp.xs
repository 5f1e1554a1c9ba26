class UDP @ "udp_destructor" {
	constructor(options) @ "udp_constructor";
	close() @ "udp_close";
	read() @ "udp_read";
	write(buffer, address, port) @ "udp_write";
	get format() { return "buffer"; }
}
export default UDP;
