/** Reason phrases of composed replies. */
import {
	TEXT_BAD_REQUEST,
	TEXT_CLIENT_ERROR,
	TEXT_CONTENT_TOO_LARGE,
	TEXT_EXPECTATION_FAILED,
	TEXT_HTTP_VERSION_NOT_SUPPORTED,
	TEXT_INTERNAL_SERVER_ERROR,
	TEXT_METHOD_NOT_ALLOWED,
	TEXT_NOT_FOUND,
	TEXT_NOT_IMPLEMENTED,
	TEXT_REDIRECTION,
	TEXT_REQUEST_HEADER_FIELDS_TOO_LARGE,
	TEXT_REQUEST_TIMEOUT,
	TEXT_SERVER_ERROR,
	TEXT_SUCCESS,
	TEXT_URI_TOO_LONG,
} from "./texts.js";

/**
 * Returns the text that names `status` in a status line that is composed: of those that the server
 * itself gives its own, of others their class. `Content` names all.
 */
export function reasonText(status: number): number {
	switch (status) {
		case 400:
			return TEXT_BAD_REQUEST;
		case 404:
			return TEXT_NOT_FOUND;
		case 405:
			return TEXT_METHOD_NOT_ALLOWED;
		case 408:
			return TEXT_REQUEST_TIMEOUT;
		case 413:
			return TEXT_CONTENT_TOO_LARGE;
		case 414:
			return TEXT_URI_TOO_LONG;
		case 417:
			return TEXT_EXPECTATION_FAILED;
		case 431:
			return TEXT_REQUEST_HEADER_FIELDS_TOO_LARGE;
		case 500:
			return TEXT_INTERNAL_SERVER_ERROR;
		case 501:
			return TEXT_NOT_IMPLEMENTED;
		case 505:
			return TEXT_HTTP_VERSION_NOT_SUPPORTED;
	}
	if (status < 300) return TEXT_SUCCESS;
	if (status < 400) return TEXT_REDIRECTION;
	return status < 500 ? TEXT_CLIENT_ERROR : TEXT_SERVER_ERROR;
}
