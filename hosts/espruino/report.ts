/** What the host prints of errors that nobody handles. */
declare function print(text: string): void;

/** @allocates the text */
export function report(error: unknown, port: number): void {
	if (port >= 0) print(`evlite: cannot listen on port ${port}, is it in use? (error ${error})`);
	else if (typeof error === "number") print(`evlite: error ${error}`);
	else {
		try {
			print(`evlite: ${error}\n${(error && (error as Error).stack) || ""}`);
		} catch (_) {
			print("evlite: an error without a text");
		}
	}
}
