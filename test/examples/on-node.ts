/** Examples by `evlite run`, on Node. */
import { Command } from "../cli/command.js";
import { until } from "../wait.js";
import { sourceOf } from "./expected.js";
import type { Start } from "./running.js";
import { exchangeTcp, exchangeUdp, nameServer } from "./sockets.js";

export const onNode: Start = async (t, name, expected) => {
	const dns = expected.dns === undefined ? "" : await nameServer(t, expected.dns);
	const files = { "main.ts": sourceOf(name, expected, dns) };
	const command = new Command(t, ["run", "main.ts", "--port", "0"], files);
	const printed = () => command.errors.split("\n").slice(0, -1);
	let code: number | null | undefined;
	command.exit().then((ended) => {
		code = ended;
	});
	return {
		get lines() {
			return printed();
		},
		errors: () => (printed().some((line) => line.startsWith("evlite: ")) ? command.errors : ""),
		async exchange(transport, _port, bytes, enough) {
			const scheme = transport === "udp" ? "udp" : "(?:tcp|http)";
			const [, port] = await command.line(
				new RegExp(`^listening on ${scheme}://127\\.0\\.0\\.1:(\\d+)`),
			);
			if (transport === "udp") return exchangeUdp(Number(port), bytes);
			return exchangeTcp(Number(port), bytes, enough);
		},
		press: () => command.signal("SIGUSR2"),
		ended: () => code === 0,
		until,
	};
};
