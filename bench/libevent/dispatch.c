/*
 * dispatch METHOD IDLE: on ten pairs of sockets a byte goes round each, among idle descriptors that are awaited
 * too, after libevent's bench.c.
 */
#include "worker.h"
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACTIVE = 10, EVENTS = 20000 };

static struct event_base *base;
static int pairs[ACTIVE][2];
static int left;

static void onByte(evutil_socket_t fd, short what, void *context)
{
	char byte;
	size_t place = (size_t)context;
	(void)what;
	if (recv(fd, &byte, 1, 0) != 1) return;
	if (left-- > 0) send(pairs[place][1], &byte, 1, 0);
	else if (left == -ACTIVE) event_base_loopbreak(base);
}

static void never(evutil_socket_t fd, short what, void *context) { (void)fd, (void)what, (void)context; }

static double slice(void)
{
	double start = nanoseconds();
	left = EVENTS;
	for (int i = 0; i < ACTIVE; i++) send(pairs[i][1], "a", 1, 0);
	event_base_dispatch(base);
	return (nanoseconds() - start) / (EVENTS + ACTIVE);
}

static struct event_base *baseFor(const char *method)
{
	struct event_config *config = event_config_new();
	const char **all = event_get_supported_methods();
	struct event_base *made;
	for (; *all; all++)
		if (strcmp(*all, method)) event_config_avoid_method(config, *all);
	made = event_base_new_with_config(config);
	event_config_free(config);
	return made;
}

int main(int count, char **arguments)
{
	int idle;
	if (count != 3) return 2;
	idle = atoi(arguments[2]);
	base = baseFor(arguments[1]);
	if (!base) return 1;
	for (int i = 0; i < idle; i++) event_add(event_new(base, eventfd(0, EFD_NONBLOCK), EV_READ | EV_PERSIST, never, NULL), NULL);
	for (size_t i = 0; i < ACTIVE; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i])) return 1;
		evutil_make_socket_nonblocking(pairs[i][0]);
		event_add(event_new(base, pairs[i][0], EV_READ | EV_PERSIST, onByte, (void *)i), NULL);
	}
	return serve(slice);
}
