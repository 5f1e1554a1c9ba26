/** Replies: prepared content as it is, or a head composed for the client and the body after it. */
import { sendReference, triggerRead } from "../bufferevent/transfer.js";
import { EALREADY, EBADF, EINVAL, EMSGSIZE } from "../core/errno.js";
import { commit, copyIn, reserve } from "../evbuffer-lite/evbuffer.js";
import { addAllow } from "./allow.js";
import type { Content } from "./content.js";
import { isBodiless } from "./content.js";
import { DATE_SIZE, hasDate, renewDate } from "./date-field.js";
import {
	EVHTTP_REQ_HEAD,
	HTTP_ASKED,
	HTTP_BODY_ONLY,
	HTTP_CLOSE,
	HTTP_KEEP_ALIVE,
	HTTP_MINOR,
	HTTP_REPLIED,
	HTTP_RUNNING,
} from "./flags.js";
import type { HttpRequest } from "./request.js";
import { addText, reasonText, TEXT_CLOSE, TEXT_KEEP_ALIVE, textSize } from "./texts.js";

/** The reply is handed over: `serve` continues when the program's callback returns, or in a turn of its own. */
function replied(r: HttpRequest): number {
	r.flags_ |= HTTP_REPLIED;
	if ((r.flags_ & HTTP_RUNNING) === 0) triggerRead(r.connection);
	return 0;
}

/** Sends the bytes of `content` from offset `from` without a copy, now or when the output has drained. */
function hand(r: HttpRequest, content: Content, from: number): number {
	if (sendReference(r.connection, content.bytes, from) >= 0) return replied(r);
	r.content_ = content;
	r.scanned_ = 0;
	if (from !== 0) r.flags_ |= HTTP_BODY_ONLY;
	return 0;
}

/** Replies with `content` and a Date, by one copy of what was prepared; composed if it does not fit. */
function replyDated(r: HttpRequest, content: Content): number {
	const output = r.connection.output;
	const size = content.bytes.length + DATE_SIZE;
	if (size > output.size - output.length) return replyComposed(r, content.status, content);
	renewDate(r.server_);
	const to = reserve(output, size);
	const bytes = output.slab.bytes;
	bytes.set(content.bytes, to + DATE_SIZE);
	output.slab.host.moveBytes(bytes, to, to + DATE_SIZE, content.fieldsAt);
	bytes.set(r.server_.date_, to + content.fieldsAt);
	commit(output, size);
	return replied(r);
}

/** Replies with `content`; see HttpRequest.reply. */
export function replyWith(r: HttpRequest, status: number, content: Content): number {
	const connection = r.connection;
	if (connection.fd < 0 || (r.flags_ & HTTP_ASKED) === 0) return -EBADF;
	if ((r.flags_ & HTTP_REPLIED) !== 0 || r.content_ !== null) return -EALREADY;
	const plain = HTTP_MINOR | EVHTTP_REQ_HEAD | HTTP_CLOSE;
	if (status !== content.status) {
		if (!(status >= 200 && status <= 599) || (status | 0) !== status) return -EINVAL;
		if (status === 205 && content.bytes.length !== content.bodyAt) return -EINVAL;
		if (isBodiless(status) || isBodiless(content.status)) return -EINVAL; // framed otherwise
		return replyComposed(r, status, content);
	}
	if ((r.flags_ & plain) !== HTTP_MINOR) return replyComposed(r, status, content);
	if (hasDate(r.server_)) return replyDated(r, content);
	const isLast = connection.input.length === r.headEnd_ + r.bodyLength;
	if (!isLast && connection.output.add(content.bytes) >= 0) return replied(r); // with the next
	return hand(r, content, 0);
}

const REASON_MAX = 31; // bytes of a reason phrase
const PAGE_SIZE = 4; // bytes of the body of a page: the status and a line feed

/** Writes the head, for which there is room, and sends the body after it. Apart from the checks: one frame for both is deeper. */
function compose(r: HttpRequest, status: number, content: Content, option: number): number {
	const output = r.connection.output;
	const server = r.server_;
	const bytes = content.bytes;
	if (status === content.status) copyIn(output, bytes, 0, content.fieldsAt);
	else {
		copyIn(output, bytes, 0, 9); // "HTTP/1.1 "
		output.addDecimal(status);
		copyIn(output, bytes, 8, 1); // the space
		addText(output, server.texts_, reasonText(server.texts_, status));
		copyIn(output, bytes, content.fieldsAt - 2, 2); // CR LF
	}
	if (hasDate(server)) output.add(server.date_);
	if ((r.flags_ & (HTTP_CLOSE | HTTP_MINOR)) !== HTTP_MINOR) addText(output, server.texts_, option);
	if (status === 405 && content === server.page_) addAllow(r);
	copyIn(output, bytes, content.fieldsAt, content.bodyAt - content.fieldsAt);
	if ((r.flags_ & EVHTTP_REQ_HEAD) !== 0) return replied(r);
	const body = bytes.length - content.bodyAt;
	if (body > output.size - output.length) return hand(r, content, content.bodyAt);
	copyIn(output, bytes, content.bodyAt, body);
	return replied(r);
}

/** Replies with a head that is composed, once the output has room for it. */
function replyComposed(r: HttpRequest, status: number, content: Content): number {
	const output = r.connection.output;
	const server = r.server_;
	if ((r.flags_ & (HTTP_MINOR | HTTP_KEEP_ALIVE)) === 0) r.flags_ |= HTTP_CLOSE;
	const option = (r.flags_ & HTTP_CLOSE) !== 0 ? TEXT_CLOSE : TEXT_KEEP_ALIVE;
	let size = content.bodyAt + textSize(option) + REASON_MAX;
	renewDate(server);
	if (hasDate(server)) size += DATE_SIZE;
	if (size > output.size) {
		const asPrepared = status === content.status && content !== server.page_;
		if (asPrepared && (r.flags_ & (HTTP_MINOR | EVHTTP_REQ_HEAD)) === HTTP_MINOR) {
			return hand(r, content, 0); // the end of the connection says what the option would
		}
		r.flags_ |= HTTP_CLOSE;
		replyPage(r, 500); // the client must not wait for what cannot come
		return -EMSGSIZE;
	}
	if (content === server.page_) size += PAGE_SIZE; // its body changes, so it is always copied
	if (size > output.size - output.length) {
		r.content_ = content; // waits for the output to drain
		r.scanned_ = status; // the head was read, so that no offset is needed
		return 0;
	}
	return compose(r, status, content, option); // takes no stack on XS
}

/** Replies with a page that only says `status`. Returns as HttpRequest.reply. */
export function replyPage(r: HttpRequest, status: number): number {
	if (r.content_ !== null || (r.flags_ & HTTP_REPLIED) !== 0) return -EALREADY; // too late
	const page = r.server_.page_;
	const at = page.bodyAt;
	page.bytes[at] = 48 + ((status / 100) | 0);
	page.bytes[at + 1] = 48 + (((status / 10) | 0) % 10);
	page.bytes[at + 2] = 48 + (status % 10);
	return replyComposed(r, status, page); // the last calls in this file take no stack on XS
}

/** Sends the reply that waited for the output to drain. Returns as HttpRequest.reply. */
export function resumeReply(r: HttpRequest): number {
	const content = r.content_ as Content;
	const status = r.scanned_;
	r.content_ = null;
	r.scanned_ = 0;
	if (content === r.server_.page_) return replyPage(r, status);
	if (status !== 0) return replyComposed(r, status, content);
	return hand(r, content, (r.flags_ & HTTP_BODY_ONLY) !== 0 ? content.bodyAt : 0);
}
