/* Bytes through an evbuffer of libevent. */
#include "worker.h"
#include <event2/buffer.h>
#include <string.h>

enum { OPERATIONS = 100000, SIZE = 512 };

static struct evbuffer *buffer;
static char chunk[SIZE], out[SIZE];

static double slice(void)
{
	double start = nanoseconds();
	for (int i = 0; i < OPERATIONS; i++) {
		evbuffer_add(buffer, chunk, SIZE);
		evbuffer_remove(buffer, out, SIZE);
	}
	return 1000.0 * SIZE * OPERATIONS / (nanoseconds() - start);
}

int main(void)
{
	memset(chunk, 'a', SIZE);
	buffer = evbuffer_new();
	evbuffer_add(buffer, chunk, 256);
	return serve(slice);
}
