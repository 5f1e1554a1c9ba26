/** Methods, with libevent's names and values (event2/http.h), and the flags of a request. */

/** The method GET, as a bit of `requestMethod`. */
export const EVHTTP_REQ_GET = 0x01;
/** The method POST, as a bit of `requestMethod`. */
export const EVHTTP_REQ_POST = 0x02;
/** The method HEAD, as a bit of `requestMethod`. */
export const EVHTTP_REQ_HEAD = 0x04;
/** The method PUT, as a bit of `requestMethod`. */
export const EVHTTP_REQ_PUT = 0x08;
/** The method DELETE, as a bit of `requestMethod`. */
export const EVHTTP_REQ_DELETE = 0x10;
/** The method OPTIONS, as a bit of `requestMethod`. */
export const EVHTTP_REQ_OPTIONS = 0x20;
/** The method PATCH, as a bit of `requestMethod`. */
export const EVHTTP_REQ_PATCH = 0x100;

// flags_ of a request, above its method bits
export const HTTP_METHODS = 0x13f;
export const HTTP_SAME = 0x40; // the head is the one that the server keeps
export const HTTP_KEPT = 0x80; // kept open after a reply, until the line of the next request is read
export const HTTP_DROPPED = 0x80; // the same bit from then on: fields that nobody reads have left the input
export const HTTP_MINOR = 0x200; // HTTP/1.1, not 1.0
export const HTTP_HOST = 0x400; // a Host field was seen
export const HTTP_CLOSE = 0x800; // Connection: close, or the reply must be the last
export const HTTP_KEEP_ALIVE = 0x1000; // Connection: keep-alive
export const HTTP_LENGTH = 0x2000; // a Content-Length field was seen
export const HTTP_EXPECT = 0x4000; // Expect: 100-continue
export const HTTP_LINE = 0x8000; // the request line has been read
export const HTTP_HEAD = 0x10000; // the whole head has been read
export const HTTP_ASKED = 0x20000; // the program has the request and owes a reply
export const HTTP_REPLIED = 0x40000; // the reply is written
export const HTTP_RUNNING = 0x80000; // in the program's callback
export const HTTP_BODY_ONLY = 0x100000; // content_ is to be sent from its body on
export const HTTP_COUNT = 0x200000; // one header field; the count, up to 511, is in this bit and those above
