/* echo METHOD: an echo server on libevent's bufferevents. Prints its port. */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void echo(struct bufferevent *connection, void *context)
{
	(void)context;
	evbuffer_add_buffer(bufferevent_get_output(connection), bufferevent_get_input(connection));
}

static void ended(struct bufferevent *connection, short what, void *context)
{
	(void)what, (void)context;
	bufferevent_free(connection);
}

static void accepted(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer, int size, void *context)
{
	int one = 1;
	struct bufferevent *connection =
		bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
	(void)peer, (void)size, (void)context;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	bufferevent_setcb(connection, echo, NULL, ended, NULL);
	bufferevent_enable(connection, EV_READ | EV_WRITE);
}

int main(int count, char **arguments)
{
	struct sockaddr_in local = { .sin_family = AF_INET };
	socklen_t size = sizeof(local);
	struct event_config *config = event_config_new();
	const char **all = event_get_supported_methods();
	struct event_base *base;
	struct evconnlistener *listener;
	if (count != 2) return 2;
	for (; *all; all++)
		if (strcmp(*all, arguments[1])) event_config_avoid_method(config, *all);
	base = event_base_new_with_config(config);
	local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = base ? evconnlistener_new_bind(base, accepted, NULL, LEV_OPT_CLOSE_ON_FREE, 16,
		(struct sockaddr *)&local, sizeof(local)) : NULL;
	if (!listener || getsockname(evconnlistener_get_fd(listener), (struct sockaddr *)&local, &size)) return 1;
	printf("%d\n", ntohs(local.sin_port));
	fflush(stdout);
	return event_base_dispatch(base);
}
