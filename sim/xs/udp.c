/* class UDP, in the manner of modules/io/socket/lwip/udp.c. */
#include "io.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PACKET_MAX = 1472, QUEUE_MAX = 32 };

typedef struct Packet {
	struct Packet *next;
	struct sockaddr_in from;
	int length;
	uint8_t data[];
} Packet;

typedef struct Udp {
	IoSource source; /* first: the loop frees by it */
	xsMachine *the;
	xsSlot self;
	Packet *first, **last;
	int queued, posted;
	xsSlot *onReadable;
} Udp;

static int count;

static void deliver(xsMachine *the, void *record)
{
	Udp *udp = record;
	udp->posted = 0;
	if (!udp->source.dead && udp->queued) ioCall(the, udp->onReadable, &udp->self, udp->queued);
}

static void prepare(IoSource *source) { source->events = ((Udp *)source)->queued < QUEUE_MAX ? POLLIN : 0; }

static void ready(IoSource *source, short revents)
{
	Udp *udp = (Udp *)source;
	uint8_t data[PACKET_MAX];
	struct sockaddr_in from;
	socklen_t fromLength = sizeof(from);
	ssize_t n = recvfrom(source->fd, data, sizeof(data), 0, (struct sockaddr *)&from, &fromLength);
	Packet *packet;
	if (n < 0) return;
	packet = malloc(sizeof(*packet) + (size_t)n);
	packet->next = NULL;
	packet->from = from;
	packet->length = (int)n;
	memcpy(packet->data, data, (size_t)n);
	*udp->last = packet;
	udp->last = &packet->next;
	udp->queued++;
	if (udp->posted || !udp->onReadable) return;
	udp->posted = 1;
	ioPost(udp->the, deliver, udp);
}

static void mark(xsMachine *the, void *record, xsMarkRoot markRoot)
{
	Udp *udp = record;
	if (udp->onReadable) markRoot(the, udp->onReadable);
}

static Packet *unqueue(Udp *udp)
{
	Packet *packet = udp->first;
	if (!packet) return NULL;
	udp->first = packet->next;
	if (!udp->first) udp->last = &udp->first;
	udp->queued--;
	return packet;
}

static void destructor(void *record)
{
	Udp *udp = record;
	Packet *packet;
	if (!udp || udp->source.dead) return;
	close(udp->source.fd);
	while ((packet = unqueue(udp))) free(packet);
	udp->source.dead = 1;
	count--;
}

static const xsHostHooks hooks = { destructor, mark, NULL };

static Udp *self(xsMachine *the) { return xsmcGetHostDataValidate(xsThis, (void *)&hooks); }

static void udpConstructor(xsMachine *the)
{
	struct sockaddr_in address;
	xsSlot *onReadable = optionCallback(the, names.onReadable);
	int port = optionPort(the, names.port, 0), fd, on = 1;
	Udp *udp;
	optionTarget(the);
	if (count >= network.udpSockets) xsRangeError("no socket");
	memset(&address, 0, sizeof(address));
	address.sin_family = AF_INET;
	address.sin_port = htons((uint16_t)(port ? localPort(port) : 0));
	inet_pton(AF_INET, network.address, &address.sin_addr);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		xsUnknownError("bind failed");
	}
	count++;
	udp = calloc(1, sizeof(*udp));
	udp->source.fd = fd;
	udp->source.prepare = prepare;
	udp->source.ready = ready;
	udp->the = the;
	udp->last = &udp->first;
	udp->onReadable = onReadable;
	xsmcSetHostData(xsThis, udp);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);
	udp->self = xsThis;
	xsRemember(udp->self);
	ioAdd(&udp->source);
}

static void udpClose(xsMachine *the)
{
	Udp *udp = xsmcGetHostData(xsThis);
	if (!udp || !xsmcGetHostDataValidate(xsThis, (void *)&hooks)) return;
	xsForget(udp->self);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	destructor(udp);
}

static void udpRead(xsMachine *the)
{
	Packet *packet = unqueue(self(the));
	char text[INET_ADDRSTRLEN];
	if (!packet) return;
	xsmcVars(1);
	xsmcSetArrayBuffer(xsResult, packet->data, packet->length);
	xsmcSetInteger(xsVar(0), ntohs(packet->from.sin_port));
	xsmcSet(xsResult, names.port, xsVar(0));
	inet_ntop(AF_INET, &packet->from.sin_addr, text, sizeof(text));
	xsmcSetStringBuffer(xsVar(0), NULL, 32); /* 32 bytes, whatever the address, as on the device */
	strcpy(xsmcToString(xsVar(0)), text);
	xsmcSet(xsResult, names.address, xsVar(0));
	free(packet);
}

static void udpWrite(xsMachine *the)
{
	Udp *udp = self(the);
	struct sockaddr_in to;
	void *data;
	xsUnsignedValue length;
	char text[40];
	memset(&to, 0, sizeof(to));
	to.sin_family = AF_INET;
	if (inet_pton(AF_INET, xsmcToStringBuffer(xsArg(1), text, sizeof(text)), &to.sin_addr) != 1)
		xsRangeError("invalid IP address");
	to.sin_port = htons((uint16_t)xsmcToInteger(xsArg(2)));
	xsmcGetBufferReadable(xsArg(0), &data, &length);
	if (length > PACKET_MAX || sendto(udp->source.fd, data, length, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		xsUnknownError("UDP send failed");
}

/* For module xsim: the port that 0 became, which the class itself does not report. */
static void boundPort(xsMachine *the)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);
	Udp *udp = xsmcGetHostDataValidate(xsArg(0), (void *)&hooks);
	getsockname(udp->source.fd, (struct sockaddr *)&address, &length);
	xsmcSetInteger(xsResult, ntohs(address.sin_port));
}

const VmNative udpNatives[] = {
	{ "udp_destructor", (void (*)(xsMachine *))destructor },
	{ "udp_constructor", udpConstructor },
	{ "udp_close", udpClose },
	{ "udp_read", udpRead },
	{ "udp_write", udpWrite },
	{ "sim_local_port", boundPort },
	{ NULL, NULL },
};
