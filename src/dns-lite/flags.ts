/** Numbers of the DNS: record types, response codes and evdns's errors. */

// Record types (RFC 1035, 3.2.2; 3596; 2782; 6891; 3.2.3 for DNS_ANY)
/** Record type: IPv4 address. */
export const DNS_A = 1;
/** Record type: name server. */
export const DNS_NS = 2;
/** Record type: canonical name of an alias. */
export const DNS_CNAME = 5;
/** Record type: start of a zone of authority. */
export const DNS_SOA = 6;
/** Record type: the name of an address. */
export const DNS_PTR = 12;
/** Record type: mail exchange. */
export const DNS_MX = 15;
/** Record type: text. */
export const DNS_TXT = 16;
/** Record type: IPv6 address (RFC 3596). */
export const DNS_AAAA = 28;
/** Record type: location of a service (RFC 2782). */
export const DNS_SRV = 33;
/** Record type: EDNS0 options (RFC 6891). */
export const DNS_OPT = 41;
/** Query type: records of every type (RFC 1035, 3.2.3). */
export const DNS_ANY = 255;

/** The class of the Internet. */
export const CLASS_IN = 1;

// Why a query ended; the values of event2/dns.h. 1 to 5 are the server's response code.
/** No error. */
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
/** Size of a message's header in bytes. */
export const HEADER_SIZE = 12;
/** Offset of the flag byte with QR, opcode, AA, TC and RD. */
export const FLAGS_AT = 2;
/** Offset of the flag byte with RA, AD, CD and the response code. */
export const RCODE_AT = 3;
/** Offset of the count of questions, two bytes. */
export const QDCOUNT_AT = 4;
/** Offset of the count of records in the answer section, two bytes. */
export const ANCOUNT_AT = 6;
/** Offset of the count of records in the authority section, two bytes. */
export const NSCOUNT_AT = 8;
/** Offset of the count of records in the additional section, two bytes. */
export const ARCOUNT_AT = 10;
/** In the byte at FLAGS_AT: the message is a response. */
export const FLAG_QR = 0x80;
/** In the byte at FLAGS_AT: authoritative answer. */
export const FLAG_AA = 0x04;
/** In the byte at FLAGS_AT: truncated. */
export const FLAG_TC = 0x02;
/** In the byte at FLAGS_AT: recursion desired. */
export const FLAG_RD = 0x01;
/** In the byte at RCODE_AT: recursion available. */
export const FLAG_RA = 0x80;
/** In the byte at RCODE_AT: checking disabled (RFC 4035). */
export const FLAG_CD = 0x10;
/** In the byte at FLAGS_AT: the kind of query. */
export const OPCODE_MASK = 0x78;
/** In the byte at RCODE_AT: the response code. */
export const RCODE_MASK = 0x0f;

/** The longest name, in wire format with its closing zero byte (RFC 1035, 2.3.4). */
export const NAME_MAX = 255;
/** The longest label. */
export const LABEL_MAX = 63;
