/** Reason phrases (RFC 9110, 15), each after its status, or after its class with "xx" for those that have none. */

/** Those of replies that the server itself gives, and the classes: what every server holds as bytes. */
export const SERVER_PHRASES =
	"|400Bad Request|404Not Found|405Method Not Allowed|408Request Timeout|413Content Too Large" +
	"|414URI Too Long|417Expectation Failed|431Request Header Fields Too Large" +
	"|500Internal Server Error|501Not Implemented|505HTTP Version Not Supported|2xxSuccess" +
	"|3xxRedirection|4xxClient Error|5xxServer Error|";

/** Those that programs give besides. */
const OTHER_PHRASES =
	"|200OK|201Created|202Accepted|204No Content|205Reset Content|206Partial Content" +
	"|301Moved Permanently|302Found|303See Other|304Not Modified|307Temporary Redirect" +
	"|308Permanent Redirect|401Unauthorized|403Forbidden|406Not Acceptable|409Conflict|410Gone" +
	"|411Length Required|412Precondition Failed|415Unsupported Media Type" +
	"|416Range Not Satisfiable|422Unprocessable Content|428Precondition Required" +
	"|429Too Many Requests|502Bad Gateway|503Service Unavailable|504Gateway Timeout";

/**
 * Names a status in the words of RFC 9110, by its class if it is one that programs seldom give.
 * @allocates
 */
export function reasonPhrase(status: number): string {
	const phrases = OTHER_PHRASES + SERVER_PHRASES;
	let at = phrases.indexOf(`|${status}`);
	if (at < 0) {
		const first = status < 300 ? 2 : status < 500 ? (status / 100) | 0 : 5;
		at = phrases.indexOf(`|${first}xx`);
	}
	return phrases.substring(at + 4, phrases.indexOf("|", at + 1));
}
