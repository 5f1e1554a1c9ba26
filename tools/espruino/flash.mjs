/**
 * The fake flash of Espruino's Linux build: `espruino.flash` in its working directory, with files as
 * the module Storage keeps them: size, name of 28 bytes, data, up to a whole word.
 */
const SIZE = 256 * 1024;
const NAME = 28;
const HEADER = 4 + NAME;

/** Returns the image that holds `files`, texts or buffers by name. */
export function flashImage(files) {
	const image = Buffer.alloc(SIZE, 0xff);
	let at = 0;
	for (const [name, content] of Object.entries(files)) {
		const data = Buffer.isBuffer(content) ? content : Buffer.from(content);
		if (name.length > NAME) throw new Error(`${name}: a name of over ${NAME} bytes`);
		if (at + HEADER + data.length > SIZE) throw new Error(`${name}: the flash is full`);
		image.writeUInt32LE(data.length, at);
		image.fill(0, at + 4, at + HEADER);
		image.write(name, at + 4, "latin1");
		data.copy(image, at + HEADER);
		at = (at + HEADER + data.length + 3) & ~3;
	}
	return image;
}
