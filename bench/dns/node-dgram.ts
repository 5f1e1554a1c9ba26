/** The floor: a canned answer on Node's own socket, the id copied and nothing read. Prints its port. */
import { createSocket } from "node:dgram";

const socket = createSocket("udp4");
const RECORD = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4, 192, 168, 4, 1]);

socket.on("message", (query, from) => {
	const end = query.indexOf(0, 12) + 5; // names of few short labels, as in the load
	const reply = Buffer.allocUnsafe(end + RECORD.length);
	query.copy(reply, 0, 0, end);
	reply[2] |= 0x84;
	reply[7] = 1;
	reply[11] = 0;
	RECORD.copy(reply, end);
	socket.send(reply, from.port, from.address);
});
socket.bind(0, "127.0.0.1", () => console.log(socket.address().port));
process.on("SIGTERM", () => process.exit(0)); // so that --cpu-prof writes its file
