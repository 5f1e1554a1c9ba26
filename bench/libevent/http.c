/*
 * The hello server on libevent's evhttp, with the reply bytes of evlite's. Prints its port.
 *
 *     evhttp METHOD BYTES     METHOD is a backend of libevent, such as poll or select
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static char *body;
static size_t bodySize;
static char bodySizeText[32];

static void answer(struct evhttp_request *request, void *context)
{
	struct evkeyvalq *fields = evhttp_request_get_output_headers(request);
	struct evbuffer *reply = evhttp_request_get_output_buffer(request);
	(void)context;
	evhttp_add_header(fields, "Content-Type", "text/plain");
	evhttp_add_header(fields, "Content-Length", bodySizeText);
	evhttp_add_header(fields, "Date", "Thu, 01 Jan 1970 00:00:00 GMT"); /* else it writes the time */
	evbuffer_add_reference(reply, body, bodySize, NULL, NULL);
	evhttp_send_reply(request, 200, "OK", NULL);
}

/* The only method that is left is the one that runs. */
static struct event_base *baseFor(const char *method)
{
	struct event_config *config = event_config_new();
	const char **all = event_get_supported_methods();
	struct event_base *base;
	for (; *all; all++)
		if (strcmp(*all, method)) event_config_avoid_method(config, *all);
	base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base || strcmp(event_base_get_method(base), method)) {
		fprintf(stderr, "no method %s\n", method);
		exit(1);
	}
	return base;
}

int main(int count, char **arguments)
{
	struct sockaddr_in local;
	socklen_t size = sizeof(local);
	struct event_base *base;
	struct evhttp *server;
	struct evhttp_bound_socket *bound;
	if (count != 3) return 2;
	bodySize = (size_t)atoi(arguments[2]);
	snprintf(bodySizeText, sizeof(bodySizeText), "%zu", bodySize);
	body = malloc(bodySize);
	memset(body, 'x', bodySize);
	if (bodySize == 6) memcpy(body, "hello\n", 6);
	base = baseFor(arguments[1]);
	server = evhttp_new(base);
	evhttp_set_gencb(server, answer, NULL);
	bound = evhttp_bind_socket_with_handle(server, "127.0.0.1", 0);
	if (!bound || getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&local, &size)) return 1;
	printf("%d\n", ntohs(local.sin_port));
	fflush(stdout);
	return event_base_dispatch(base);
}
