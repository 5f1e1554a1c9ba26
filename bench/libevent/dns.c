/*
 * The name server on libevent's evdns: every name is 192.168.4.1, every other type has no record.
 * Prints its port.
 */
#include <arpa/inet.h>
#include <event2/dns.h>
#include <event2/dns_struct.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static uint32_t address;

static void answer(struct evdns_server_request *request, void *context)
{
	(void)context;
	for (int i = 0; i < request->nquestions; i++) {
		const struct evdns_server_question *question = request->questions[i];
		if (question->type == EVDNS_TYPE_A) {
			evdns_server_request_add_a_reply(request, question->name, 1, &address, 10);
		}
	}
	evdns_server_request_set_flags(request, EVDNS_FLAGS_AA);
	evdns_server_request_respond(request, 0);
}

int main(void)
{
	struct event_base *base = event_base_new();
	struct sockaddr_in local;
	socklen_t size = sizeof(local);
	evutil_socket_t fd = socket(AF_INET, SOCK_DGRAM, 0);
	memset(&local, 0, sizeof(local));
	local.sin_family = AF_INET;
	local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address = htonl(0xc0a80401);
	if (bind(fd, (struct sockaddr *)&local, sizeof(local))) return 1;
	if (getsockname(fd, (struct sockaddr *)&local, &size)) return 1;
	evutil_make_socket_nonblocking(fd);
	if (!evdns_add_server_port_with_base(base, fd, 0, answer, NULL)) return 1;
	printf("%d\n", ntohs(local.sin_port));
	fflush(stdout);
	return event_base_dispatch(base);
}
