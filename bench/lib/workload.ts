/** What a benchmark is made of: workloads, each with subjects that do the same work. */

export interface Options {
	/** Folder for what is built; removed at the end. */
	folder: string;
	/** Seconds of one slice of load. */
	seconds: number;
}

/** What one slice of work gave, by figure: { "requests/s": 31000 }. */
export type Figures = Record<string, number>;

export interface Subject {
	name: string;
	/** What varies within the workload, such as the number of idle descriptors. */
	parameter?: number;
	/** Does one slice. */
	measure(): Promise<Figures>;
	end(): Promise<void>;
}

export interface Workload {
	name: string;
	/** One line. */
	title: string;
	/** What `parameter` of its subjects is. */
	parameter?: string;
	/** Whether more of a figure is better, by figure. */
	moreIsBetter: Readonly<Record<string, boolean>>;
	/** One slice says all: the same on every machine and every time. */
	exact?: boolean;
	/** Starts every subject and warms it up. Calls `skip` with one line for each that is missing. */
	start(options: Options, skip: (line: string) => void): Promise<Subject[]>;
}
