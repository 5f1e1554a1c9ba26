/** What went wrong, in one line for the user: no stack trace follows it. */
export class Failure extends Error {
	/** The exit code: 2 for a wrong command line, 1 for everything else. */
	readonly exitCode: number;

	constructor(message: string, exitCode = 1) {
		super(message);
		this.name = "Failure";
		this.exitCode = exitCode;
	}
}
