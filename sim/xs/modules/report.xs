/* In the place of hosts/moddable/report: an error that the program does not handle ends the run with exit code 1. */
function print(text, isThrown) @ "sim_report";

export function report(error, port) {
	if (port >= 0) print(`cannot listen on port ${port}, is it in use? (error ${error})`, false);
	else if (typeof error === "number") print(`error ${error}`, false);
	else {
		let text = "an error without a text";
		try { text = error instanceof Error ? error.stack : String(error); } catch { }
		print(text, true);
	}
}
