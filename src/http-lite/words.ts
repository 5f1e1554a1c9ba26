/**
 * Words: four characters each, as `view.getInt32(at, true)` reads them; the comment beside one is
 * what it spells, which a test compares. With LOWER or-ed in, letters compare in any case. A word
 * with fewer than four characters is compared under the mask of its size.
 */
export const LOWER = 0x20202020; // makes the letters of a word lower case
export const MASK_1 = 0xff;
export const MASK_2 = 0xffff;
export const MASK_3 = 0xffffff;

export const WORD_GET = 0x20544547; // "GET "
export const WORD_PUT = 0x20545550; // "PUT "
export const WORD_HEAD = 0x44414548; // "HEAD"
export const WORD_POST = 0x54534f50; // "POST"
export const WORD_DELE = 0x454c4544; // "DELE"
export const WORD_TE = 0x204554; // "TE "
export const WORD_OPTI = 0x4954504f; // "OPTI"
export const WORD_ONS = 0x20534e4f; // "ONS "
export const WORD_PATC = 0x43544150; // "PATC"
export const WORD_H = 0x2048; // "H "

export const WORD_HTTP = 0x50545448; // "HTTP"
export const WORD_SP_HTT = 0x54544820; // " HTT"
export const WORD_P_SLASH_1_DOT = 0x2e312f50; // "P/1."
export const WORD_DOT_1_END = 0x0a0d312e; // ".1\r\n"
export const WORD_TWO_ENDS = 0x0a0d0a0d; // "\r\n\r\n"
export const WORD_SCHEME = 0x70747468; // "http"
export const WORD_COLON_SLASHES = 0x2f2f3a; // "://"

export const WORD_HOST = 0x74736f68; // "host"
export const WORD_CONN = 0x6e6e6f63; // "conn"
export const WORD_ECTI = 0x69746365; // "ecti"
export const WORD_TION = 0x6e6f6974; // "tion"
export const WORD_EXPE = 0x65707865; // "expe"
export const WORD_PECT = 0x74636570; // "pect"
export const WORD_CONT = 0x746e6f63; // "cont"
export const WORD_ENT_DASH = 0x2d746e65; // "ent-"
export const WORD_LENG = 0x676e656c; // "leng"
export const WORD_NGTH = 0x6874676e; // "ngth"
export const WORD_TRAN = 0x6e617274; // "tran"
export const WORD_SFER = 0x72656673; // "sfer"
export const WORD_DASH_ENC = 0x636e652d; // "-enc"
export const WORD_ODIN = 0x6e69646f; // "odin"
export const WORD_DING = 0x676e6964; // "ding"

export const WORD_CLOS = 0x736f6c63; // "clos"
export const WORD_LOSE = 0x65736f6c; // "lose"
export const WORD_KEEP = 0x7065656b; // "keep"
export const WORD_DASH_ALI = 0x696c612d; // "-ali"
export const WORD_LIVE = 0x6576696c; // "live"
export const WORD_100_DASH = 0x2d303031; // "100-"
export const WORD_0000 = 0x30303030; // "0000"
export const WORD_INUE = 0x65756e69; // "inue"
