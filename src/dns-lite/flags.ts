/** Numbers of the DNS: record types, response codes and evdns's errors. */

// Record types (RFC 1035, 3.2.2; 3596; 2782; 6891; 3.2.3 for DNS_ANY)
export const DNS_A = 1;
export const DNS_NS = 2;
export const DNS_CNAME = 5;
export const DNS_SOA = 6;
export const DNS_PTR = 12;
export const DNS_MX = 15;
export const DNS_TXT = 16;
export const DNS_AAAA = 28;
export const DNS_SRV = 33;
export const DNS_OPT = 41;
export const DNS_ANY = 255;

/** The class of the Internet. */
export const CLASS_IN = 1;

// Why a query ended; the values of event2/dns.h. 1 to 5 are the server's response code.
export const DNS_ERR_NONE = 0;
/** The server could not read the query. */
export const DNS_ERR_FORMAT = 1;
/** The servers that answered could not find out. */
export const DNS_ERR_SERVERFAILED = 2;
/** The name does not exist. */
export const DNS_ERR_NOTEXIST = 3;
/** The server does not do this kind of query. */
export const DNS_ERR_NOTIMPL = 4;
/** The server does not serve us. */
export const DNS_ERR_REFUSED = 5;
/** The answer did not fit into a datagram. */
export const DNS_ERR_TRUNCATED = 65;
/** The answer makes no sense: a loop of aliases, an unknown response code. */
export const DNS_ERR_UNKNOWN = 66;
/** No server answered in time. */
export const DNS_ERR_TIMEOUT = 67;
/** The resolver was closed. */
export const DNS_ERR_SHUTDOWN = 68;
/** The query was cancelled. */
export const DNS_ERR_CANCEL = 69;
/** The name exists, but has no record of this type. */
export const DNS_ERR_NODATA = 70;
/** No server is configured (evlite's own; evdns waits for ever). */
export const DNS_ERR_NOSERVER = 71;
/** No server could be sent to; `answer.errno` says why (evlite's own). */
export const DNS_ERR_SEND = 72;

// The header (RFC 1035, 4.1.1): offsets of its fields, bits of the two flag bytes
export const HEADER_SIZE = 12;
export const FLAGS_AT = 2; // QR, opcode, AA, TC, RD
export const RCODE_AT = 3; // RA, AD, CD, response code
export const QDCOUNT_AT = 4;
export const ANCOUNT_AT = 6;
export const NSCOUNT_AT = 8;
export const ARCOUNT_AT = 10;
export const FLAG_QR = 0x80;
export const FLAG_AA = 0x04;
export const FLAG_TC = 0x02;
export const FLAG_RD = 0x01;
export const FLAG_RA = 0x80; // in the byte at RCODE_AT
export const FLAG_CD = 0x10; // in the byte at RCODE_AT
export const OPCODE_MASK = 0x78;
export const RCODE_MASK = 0x0f;

/** The longest name, in wire format with its closing zero byte (RFC 1035, 2.3.4). */
export const NAME_MAX = 255;
/** The longest label. */
export const LABEL_MAX = 63;
