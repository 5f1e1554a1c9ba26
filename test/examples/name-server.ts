/** The name server that examples ask: a reply for each query, out of a table. */

const TYPES: Record<number, string> = { 1: "A", 28: "AAAA" };
const HEADER = 12;

/** The 4 or 16 bytes of a literal address. */
function addressBytes(address: string): number[] {
	if (!address.includes(":")) return address.split(".").map(Number);
	const [before, after] = address.split("::");
	const groups = (text: string | undefined) => (text ? text.split(":") : []);
	const gap = 8 - groups(before).length - groups(after).length;
	const all = [...groups(before), ...Array(gap).fill("0"), ...groups(after)];
	return all.flatMap((group) => [
		Number.parseInt(group, 16) >> 8,
		Number.parseInt(group, 16) & 255,
	]);
}

/** The reply to `query` from `records` by "NAME TYPE"; a name without any is NXDOMAIN. */
export function answer(query: Uint8Array, records: Record<string, string>): Buffer {
	const labels: string[] = [];
	let at = HEADER;
	while (query[at] !== 0) {
		labels.push(Buffer.from(query.subarray(at + 1, at + 1 + query[at])).toString("latin1"));
		at += 1 + query[at];
	}
	const name = labels.join(".").toLowerCase(); // clients mix the cases
	const question = query.subarray(HEADER, at + 5);
	const type = (query[at + 1] << 8) | query[at + 2];
	const record = records[`${name} ${TYPES[type]}`];
	const exists = Object.keys(records).some((key) => key.startsWith(`${name} `));
	const reply = [
		query[0],
		query[1],
		0x81,
		exists ? 0x80 : 0x83,
		0,
		1,
		0,
		record ? 1 : 0,
		0,
		0,
		0,
		0,
	];
	reply.push(...question);
	if (record) {
		const bytes = addressBytes(record);
		reply.push(0xc0, HEADER, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes);
	}
	return Buffer.from(reply);
}
