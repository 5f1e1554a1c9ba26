/* class Listener, in the manner of modules/io/socket/lwip: pending connections wait until read, and there is no onError. */
#include "connection.h"
#include "tcp.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PENDING_MAX = 64 };

typedef struct Listener {
	IoSource source; /* first: the loop frees by it */
	xsMachine *the;
	xsSlot self;
	int pending[PENDING_MAX], pendingCount;
	int posted, devicePort;
	xsSlot *onReadable;
} Listener;

static int count;

/* --port replaces the first port that the program asks for, over TCP and UDP. */
int localPort(int devicePort)
{
	static int firstDevice = -1;
	for (int i = 0; i < network.mapCount; i++)
		if (network.map[i].device == devicePort) return network.map[i].local;
	if (firstDevice < 0) firstDevice = devicePort;
	return network.firstPort >= 0 && firstDevice == devicePort ? network.firstPort : devicePort;
}

static void deliver(xsMachine *the, void *record)
{
	Listener *listener = record;
	listener->posted = 0;
	if (!listener->source.dead && listener->pendingCount)
		ioCall(the, listener->onReadable, &listener->self, listener->pendingCount);
}

/* Accepts only while the board has a socket to spare: until then peers wait in the kernel's backlog. */
static void prepare(IoSource *source)
{
	Listener *listener = (Listener *)source;
	source->events = 0;
	if (listener->pendingCount < PENDING_MAX && openConnections() < network.sockets) source->events = POLLIN;
}

static void ready(IoSource *source, short revents)
{
	Listener *listener = (Listener *)source;
	while (listener->pendingCount < PENDING_MAX && connectionPlace()) {
		int fd = accept(source->fd, NULL, NULL);
		if (fd < 0) {
			connectionForgetPlace();
			break;
		}
		listener->pending[listener->pendingCount++] = fd;
	}
	if (!listener->pendingCount || listener->posted || !listener->onReadable) return;
	listener->posted = 1;
	ioPost(listener->the, deliver, listener);
}

static void mark(xsMachine *the, void *record, xsMarkRoot markRoot)
{
	Listener *listener = record;
	if (listener->onReadable) markRoot(the, listener->onReadable);
}

static void destructor(void *record)
{
	Listener *listener = record;
	if (!listener || listener->source.dead) return;
	close(listener->source.fd);
	for (int i = 0; i < listener->pendingCount; i++) {
		close(listener->pending[i]);
		connectionForgetPlace();
	}
	listener->pendingCount = 0;
	listener->source.dead = 1;
	count--;
}

static const xsHostHooks hooks = { destructor, mark, NULL };

static Listener *self(xsMachine *the) { return xsmcGetHostDataValidate(xsThis, (void *)&hooks); }

static int bindTo(xsMachine *the, int port)
{
	struct sockaddr_in address;
	int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	memset(&address, 0, sizeof(address));
	address.sin_family = AF_INET;
	address.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, network.address, &address.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	connectionLimit(fd);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 128) < 0) {
		close(fd);
		reportNote("{\"bindFailed\":%d}", port);
		xsUnknownError("socket bind");
	}
	return fd;
}

static int boundPort(int fd)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);
	getsockname(fd, (struct sockaddr *)&address, &length);
	return ntohs(address.sin_port);
}

static void listenerConstructor(xsMachine *the)
{
	Listener *listener;
	int port = optionPort(the, names.port, 0), fd;
	xsSlot *onReadable = optionCallback(the, names.onReadable);
	if (count >= network.listeners) xsUnknownError("no socket");
	fd = bindTo(the, localPort(port));
	count++;
	listener = calloc(1, sizeof(*listener));
	listener->source.fd = fd;
	listener->source.prepare = prepare;
	listener->source.ready = ready;
	listener->the = the;
	listener->devicePort = port ? port : boundPort(fd);
	listener->onReadable = onReadable;
	xsmcSetHostData(xsThis, listener);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);
	listener->self = xsThis;
	xsRemember(listener->self);
	optionTarget(the);
	ioAdd(&listener->source);
	reportNote("{\"listening\":{\"port\":%d,\"local\":%d,\"http\":%s}}", listener->devicePort, boundPort(fd),
		callsFrom(the, "evlite/http-lite/server") ? "true" : "false");
}

static void listenerClose(xsMachine *the)
{
	Listener *listener = xsmcGetHostData(xsThis);
	if (!listener || !xsmcGetHostDataValidate(xsThis, (void *)&hooks)) return;
	xsForget(listener->self);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	destructor(listener);
}

/* Into the bare TCP that read() has made; as on the device that object stays alive even when nothing was pending. */
static void listenerRead(xsMachine *the)
{
	Listener *listener = self(the);
	int fd;
	if (!listener->pendingCount) return;
	fd = listener->pending[0];
	memmove(listener->pending, listener->pending + 1, sizeof(int) * (size_t)--listener->pendingCount);
	xsResult = xsArg(0);
	tcpAdopt(the, &xsArg(0), fd);
}

static void listenerPort(xsMachine *the) { xsmcSetInteger(xsResult, self(the)->devicePort); }

const VmNative listenerNatives[] = {
	{ "listener_destructor", (void (*)(xsMachine *))destructor },
	{ "listener_constructor", listenerConstructor },
	{ "listener_close", listenerClose },
	{ "listener_read", listenerRead },
	{ "listener_port", listenerPort },
	{ NULL, NULL },
};
