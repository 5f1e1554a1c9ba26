export { Content } from "./content.js";
export type { HttpServerCost } from "./cost.js";
export { httpServerCost } from "./cost.js";
export {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
} from "./flags.js";
export { fieldAt, fieldSize } from "./lookup.js";
export { requestMethod } from "./parser.js";
export { reasonPhrase } from "./reason.js";
export { HttpRequest } from "./request.js";
export type { HttpServerOptions, RequestCallback } from "./server.js";
export { HttpServer } from "./server.js";
export { unavailable } from "./unavailable.js";
