/** What all servers reply: the number of body bytes is their first argument. */
export const size = Number(process.argv[2]);
export const body = size === 6 ? "hello\n" : "x".repeat(size);
/** A fixed date, since libevent's evhttp would write the time into each reply and the others would not. */
export const date = "Thu, 01 Jan 1970 00:00:00 GMT";
export const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\nDate: ${date}\r\n\r\n`;
