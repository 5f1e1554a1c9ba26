import TCP from "embedded:io/socket/tcp";

class Listener @ "listener_destructor" {
	constructor(options) @ "listener_constructor";
	close() @ "listener_close";
	_read(tcp) @ "listener_read";
	read() { return this._read(new TCP); }
	get port() @ "listener_port";
	get format() { return "socket/tcp"; }
}
export default Listener;
