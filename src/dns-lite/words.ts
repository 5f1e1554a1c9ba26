/** Returns the words of one line of a configuration file, up to "#" or ";". @setup */
export function wordsOf(line: string): string[] {
	const words: string[] = [];
	let from = 0;
	for (let i = 0; i <= line.length; i++) {
		const code = i < line.length ? line.charCodeAt(i) : 0x23;
		const isEnd = code === 0x23 || code === 0x3b;
		if (!isEnd && code !== 0x20 && code !== 0x09 && code !== 0x0d) continue;
		if (i > from) words.push(line.substring(from, i));
		if (isEnd) break;
		from = i + 1;
	}
	return words;
}
