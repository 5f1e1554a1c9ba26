/** Opens connections that never say anything, in a process of their own: `node idle.mjs PORT COUNT`. */
import { connect } from "node:net";

const [port, count] = process.argv.slice(2).map(Number);
const ATONCE = 50;
let open = 0;

function more(): void {
	if (open === count) return void console.log("open");
	open++;
	const socket = connect(port, "127.0.0.1", more);
	socket.on("error", () => process.exit(1));
}

let begun = 0;
while (begun < ATONCE && begun < count) {
	begun++;
	more();
}
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
