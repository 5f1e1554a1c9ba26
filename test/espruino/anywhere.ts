/**
 * The Espruino host with what the contract asks of a machine and its platform does not have: it
 * takes the loopback address for "all", and picks a port itself where 0 is asked for.
 */
import { Host } from "../../hosts/espruino/index.js";

let nextPort = 20000;

export class Anywhere extends Host {
	override tcpListen(address: string, port: number, backlog: number): number {
		return super.tcpListen(local(address), port === 0 ? nextPort++ : port, backlog);
	}

	override udpBind(address: string, port: number): number {
		return super.udpBind(local(address), port === 0 ? nextPort++ : port);
	}
}

function local(address: string): string {
	return address === "127.0.0.1" ? "" : address;
}
