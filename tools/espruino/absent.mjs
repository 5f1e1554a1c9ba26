/** What of the suites for every engine does not exist on Espruino, each with the reason. */

const VIRTUAL =
	"the virtual network is a host of its own, for Node and XS: it needs Map and Math.imul";
const BYTES = "a string is bytes on Espruino, and the text of a program is UTF-8 already";
const MEMORY = "MemoryHost keeps to strings of code points; hosts/espruino has bytes";

/** Suites, by parts of their paths below test/. */
export const ABSENT_SUITES = {
	"virtual/": VIRTUAL,
	"hosts/virtual-": VIRTUAL,
	"xs/": "a suite of the XS engine's own; hosts/espruino has suites of its own",
};

/** Tests that are to fail there, by title. */
export const ABSENT_TESTS = {
	"textSize, textBytes: each length of UTF-8, at its limits": BYTES,
	"textBytes: a lone surrogate is U+FFFD, wherever it is": BYTES,
	"BU-15 addText: the bytes of UTF-8, all or nothing": MEMORY,
	"text: a part as a string, nothing out of range": MEMORY,
	"MemoryHost: decodeText: UTF-8 vectors": MEMORY,
	"bodyText: UTF-8": MEMORY,
	"Content: text as UTF-8": MEMORY,
	"httpServerCost: buffers and memo to the byte, events and descriptors":
		"the head that is kept is a string, made when there is one",
};

/** Variables of an interpreter that has room for every test but those below. */
export const LARGE = 8000;

/** Tests that want more than LARGE has, by title. */
export const LARGE_TESTS = [
	"DN-04 resolve: ids differ among queries under way and are never 0xffff",
	"DnsServer: impossible options are a RangeError",
	"hosts: more addresses than an answer has room for are left out; 65,535 bytes fit",
];

/** Why the suite at `path` below test/ does not run there; undefined if it does. */
export function whyAbsent(path) {
	const part = Object.keys(ABSENT_SUITES).find((each) => path.startsWith(each));
	return part === undefined ? undefined : ABSENT_SUITES[part];
}
