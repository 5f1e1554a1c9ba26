/** What clients of devices send. */

/** 27 bytes: the least that HTTP/1.1 allows. */
export const LEAST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** 78 bytes. */
export const CURL =
	"GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";

/** 404 bytes: Firefox. */
export const BROWSER = [
	"GET / HTTP/1.1",
	"Host: 192.168.4.1:8080",
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
	"Accept-Language: en-US,en;q=0.5",
	"Accept-Encoding: gzip, deflate",
	"DNT: 1",
	"Cache-Control: max-age=0",
	"Connection: keep-alive",
	"Upgrade-Insecure-Requests: 1",
	"Sec-GPC: 1",
	"Priority: u=0, i",
	"",
	"",
].join("\r\n");

const PAD = "\r\nX: ";

/** LEAST with one more field, so that it has `size` bytes: 27, or 32 to 400. */
export function ofSize(size: number): string {
	if (size < LEAST.length + PAD.length + 1) return LEAST;
	const pad = "x".repeat(size - LEAST.length - PAD.length);
	return `${LEAST.slice(0, -4)}${PAD}${pad}\r\n\r\n`;
}
