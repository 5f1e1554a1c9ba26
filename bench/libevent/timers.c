/* timers COUNT: sets one of the pending timers of libevent to another random time. */
#include "worker.h"
#include <event2/event.h>
#include <stdint.h>
#include <stdlib.h>

enum { OPERATIONS = 20000 };

static struct event_base *base;
static struct event **events;
static int count;
static uint32_t state = 1;

static uint32_t next(void) { return state = (state * 1103515245u + 12345u) & 0x7fffffff; }
static void never(evutil_socket_t fd, short what, void *context) { (void)fd, (void)what, (void)context; }

static void set(struct event *event)
{
	uint32_t ms = 10000 + next() % 90000;
	struct timeval delay = { ms / 1000, (ms % 1000) * 1000 };
	event_add(event, &delay);
}

static double slice(void)
{
	double start = nanoseconds();
	for (int i = 0; i < OPERATIONS; i++) set(events[(next() >> 8) % (uint32_t)count]);
	return (nanoseconds() - start) / OPERATIONS;
}

int main(int arguments, char **values)
{
	if (arguments != 2) return 2;
	count = atoi(values[1]);
	base = event_base_new();
	events = calloc((size_t)count, sizeof(*events));
	for (int i = 0; i < count; i++) set(events[i] = evtimer_new(base, never, NULL));
	return serve(slice);
}
