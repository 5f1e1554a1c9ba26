/** What went wrong, in one line for the user: no stack trace follows it. */
export class Failure extends Error {
	/** The exit code: 2 for a wrong command line, 1 for everything else. */
	readonly code: number;

	constructor(message: string, code = 1) {
		super(message);
		this.name = "Failure";
		this.code = code;
	}
}
