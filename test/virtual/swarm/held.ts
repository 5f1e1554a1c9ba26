/** Descriptors that a program holds beside its pool, so that the pool finds the table full. */
import type { Device, Random } from "../../../hosts/virtual/index.js";

export class Held {
	readonly device: Device;
	readonly fds: number[];

	/** Takes up to `count` descriptors of `device`, as many as there are. */
	constructor(device: Device, random: Random, count: number) {
		this.device = device;
		this.fds = [];
		for (let left = random.below(count + 1); left > 0; left--) {
			const fd = device.udpBind("", 0);
			if (fd >= 0) this.fds.push(fd);
		}
	}

	/** Gives one back. */
	release(): void {
		const fd = this.fds.pop();
		if (fd !== undefined) this.device.close(fd);
	}

	releaseAll(): void {
		while (this.fds.length > 0) this.release();
	}
}
