class TCP @ "tcp_destructor" {
	constructor(options) @ "tcp_constructor";
	close() @ "tcp_close";
	read(buffer) @ "tcp_read";
	write(buffer) @ "tcp_write";
	get remoteAddress() @ "tcp_remote_address";
	get remotePort() @ "tcp_remote_port";
	get format() @ "tcp_get_format";
	set format(it) @ "tcp_set_format";
}
export default TCP;
