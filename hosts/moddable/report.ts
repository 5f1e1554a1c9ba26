/**
 * What the host prints of errors that nobody handles. A file of its own, in whose place the
 * simulator has another, which knows the place and ends with exit code 1.
 */
declare const trace: (text: string) => void;

/** @allocates the text */
export function report(error: unknown, port: number): void {
	if (port >= 0) trace(`evlite: cannot listen on port ${port}, is it in use? (error ${error})\n`);
	else if (typeof error === "number") trace(`evlite: error ${error}\n`);
	else {
		try {
			trace(`evlite: ${error instanceof Error ? error.stack : String(error)}\n`);
		} catch (_) {
			trace("evlite: an error without a text\n");
		}
	}
}
