/*
 * class TCP, in the manner of modules/io/socket/lwip/tcp.c: writes are all or throw, within the send window; read(view)
 * fills the view or throws; FIN, RST and refusal alike become one onError() once what was unread has been read.
 */
#include "connection.h"
#include "tcp.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum { WRITABLE = CONNECTION_WRITABLE, READABLE = CONNECTION_READABLE, FAILED = CONNECTION_FAILED, OUTPUT = 8 };
enum { FORMAT_NUMBER, FORMAT_BUFFER };

typedef struct {
	xsMachine *the;
	xsSlot self;
	Connection *connection;
	int triggerable, triggered, useCount;
	int failed, ready, format;
	xsSlot *onReadable, *onWritable, *onError;
} Tcp;

/* ---- triggers and their delivery ---- */

static void release(Tcp *tcp)
{
	if (--tcp->useCount == 0) free(tcp);
}

static void deliver(xsMachine *the, void *record)
{
	Tcp *tcp = record;
	int triggered = tcp->triggered;
	tcp->triggered = 0;
	if (triggered & FAILED) {
		triggered &= ~(OUTPUT | WRITABLE);
		tcp->failed = 1;
		tcp->ready = 0;
	}
	if ((triggered & OUTPUT) && tcp->connection) connectionFlush(tcp->connection);
	if ((triggered & tcp->triggerable & READABLE) && tcp->connection && tcp->connection->inputCount)
		ioCall(the, tcp->onReadable, &tcp->self, tcp->connection->inputCount);
	if (!tcp->failed) {
		if ((triggered & tcp->triggerable & WRITABLE) && tcp->connection)
			ioCall(the, tcp->onWritable, &tcp->self, connectionWindow(tcp->connection));
	}
	else if ((tcp->triggerable & FAILED) && !(tcp->connection && tcp->connection->inputCount))
		ioCallNone(the, tcp->onError, &tcp->self); /* otherwise it waits until what arrived has been read */
	release(tcp);
}

static void trigger(Tcp *tcp, int what)
{
	int before = tcp->triggered;
	tcp->triggered |= what;
	if (before) return;
	tcp->useCount++;
	ioPost(tcp->the, deliver, tcp);
}

static void onConnection(void *owner, int what)
{
	Tcp *tcp = owner;
	if (what == WRITABLE && tcp->connection->connected) tcp->ready = 1;
	if (what == FAILED || (what & tcp->triggerable)) trigger(tcp, what);
}

/* ---- the object ---- */

static void mark(xsMachine *the, void *record, xsMarkRoot markRoot)
{
	Tcp *tcp = record;
	if (tcp->onReadable) markRoot(the, tcp->onReadable);
	if (tcp->onWritable) markRoot(the, tcp->onWritable);
	if (tcp->onError) markRoot(the, tcp->onError);
}

static void destructor(void *record)
{
	Tcp *tcp = record;
	if (!tcp) return;
	if (tcp->connection) connectionClose(tcp->connection);
	tcp->connection = NULL;
	tcp->triggerable = tcp->triggered = 0; /* a delivery already posted finds nothing to do */
	release(tcp);
}

static const xsHostHooks hooks = { destructor, mark, NULL };

static Tcp *self(xsMachine *the) { return xsmcGetHostDataValidate(xsThis, (void *)&hooks); }

static void closeInstance(xsMachine *the, xsSlot *instance)
{
	Tcp *tcp = xsmcGetHostData(*instance);
	if (!tcp || !xsmcGetHostDataValidate(*instance, (void *)&hooks)) return;
	xsmcSetHostData(*instance, NULL);
	xsForget(tcp->self);
	xsmcSetHostDestructor(*instance, NULL);
	destructor(tcp);
}

static Tcp *attach(xsMachine *the)
{
	Tcp *tcp = calloc(1, sizeof(*tcp));
	tcp->the = the;
	tcp->useCount = 1;
	tcp->format = FORMAT_BUFFER;
	xsmcSetHostData(xsThis, tcp);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);
	tcp->self = xsThis;
	xsRemember(tcp->self); /* an open socket stays alive without references */
	return tcp;
}

static int formatOf(xsMachine *the, xsSlot *value)
{
	const char *text = xsmcToString(*value);
	if (!strcmp(text, "number")) return FORMAT_NUMBER;
	if (strcmp(text, "buffer")) xsRangeError("unimplemented");
	return FORMAT_BUFFER;
}

static Connection *connectTo(xsMachine *the)
{
	struct sockaddr_in address;
	char text[32];
	int port;
	Connection *connection;
	memset(&address, 0, sizeof(address));
	address.sin_family = AF_INET;
	xsmcGet(xsVar(0), xsArg(0), names.address);
	if (inet_pton(AF_INET, xsmcToStringBuffer(xsVar(0), text, sizeof(text)), &address.sin_addr) != 1)
		xsUnknownError("invalid address");
	port = optionPort(the, names.port, -1);
	if (port < 0) xsUnknownError("invalid");
	address.sin_port = htons((uint16_t)port);
	connection = connectionOpen(&address, sizeof(address));
	if (!connection) xsRangeError("no socket");
	return connection;
}

/* As the device does: what was triggered on the old object and not yet delivered is delivered on the new one. */
static void takeOver(xsMachine *the, Tcp *tcp, Tcp *from)
{
	int triggered = from->triggered;
	tcp->connection = from->connection;
	tcp->ready = from->ready;
	from->connection = NULL;
	connectionSetOwner(tcp->connection, tcp, onConnection);
	if (connectionWindow(tcp->connection)) triggered |= tcp->triggerable & WRITABLE;
	if (tcp->connection->inputCount) triggered |= tcp->triggerable & READABLE;
	closeInstance(the, &xsVar(0));
	if (triggered) trigger(tcp, triggered);
}

static void tcpConstructor(xsMachine *the)
{
	xsSlot *onReadable, *onWritable, *onError;
	Connection *connection = NULL;
	Tcp *tcp, *from = NULL;
	int format = FORMAT_BUFFER;
	xsmcVars(1);
	if (xsmcArgc == 0 || xsmcTypeOf(xsArg(0)) == xsUndefinedType) { /* bare, for Listener.read */
		attach(the);
		return;
	}
	if (xsmcHas(xsArg(0), names.format)) {
		xsmcGet(xsVar(0), xsArg(0), names.format);
		if (xsmcTest(xsVar(0))) format = formatOf(the, &xsVar(0));
	}
	onReadable = optionCallback(the, names.onReadable);
	onWritable = optionCallback(the, names.onWritable);
	onError = optionCallback(the, names.onError);
	if (xsmcHas(xsArg(0), names.from)) {
		xsmcGet(xsVar(0), xsArg(0), names.from);
		from = xsmcGetHostDataValidate(xsVar(0), (void *)&hooks);
		if (!from->connection || from->connection->reset) xsUnknownError("invalid from");
	}
	else connection = connectTo(the);
	tcp = attach(the);
	tcp->format = format;
	tcp->onReadable = onReadable;
	tcp->onWritable = onWritable;
	tcp->onError = onError;
	tcp->triggerable = (onReadable ? READABLE : 0) | (onWritable ? WRITABLE : 0) | (onError ? FAILED : 0);
	optionTarget(the);
	if (from) {
		xsmcGet(xsVar(0), xsArg(0), names.from);
		takeOver(the, tcp, from);
		return;
	}
	tcp->connection = connection;
	connectionSetOwner(connection, tcp, onConnection);
	if (connection->ended) trigger(tcp, FAILED);
}

void tcpAdopt(xsMachine *the, xsSlot *instance, int fd)
{
	Tcp *tcp = xsmcGetHostDataValidate(*instance, (void *)&hooks);
	tcp->connection = connectionAccepted(fd);
	connectionSetOwner(tcp->connection, tcp, onConnection);
	tcp->ready = 1;
}

static void tcpClose(xsMachine *the) { closeInstance(the, &xsThis); }

static void take(Tcp *tcp, void *to, int count)
{
	connectionTake(tcp->connection, to, count);
	if (!tcp->connection->inputCount && tcp->failed) trigger(tcp, FAILED);
}

static void tcpRead(xsMachine *the)
{
	Tcp *tcp = self(the);
	int available = tcp->connection ? tcp->connection->inputCount : 0, requested;
	void *data;
	xsUnsignedValue length;
	uint8_t byte;
	if (!available) return;
	if (tcp->format == FORMAT_NUMBER) {
		take(tcp, &byte, 1);
		xsmcSetInteger(xsResult, byte);
	}
	else if (xsmcArgc && xsmcTypeOf(xsArg(0)) == xsReferenceType) {
		xsmcGetBufferWritable(xsArg(0), &data, &length);
		if (length == 0 || length > (xsUnsignedValue)available) xsUnknownError("invalid");
		take(tcp, data, (int)length);
		xsmcSetInteger(xsResult, (int)length);
	}
	else {
		requested = xsmcArgc ? xsmcToInteger(xsArg(0)) : available;
		if (requested <= 0 || requested > available) xsUnknownError("invalid");
		data = xsmcSetArrayBuffer(xsResult, NULL, requested);
		take(tcp, data, requested);
	}
}

static void tcpWrite(xsMachine *the)
{
	Tcp *tcp = self(the);
	xsUnsignedValue length = 1;
	void *data;
	uint8_t byte;
	if (!tcp->ready) xsUnknownError("not ready");
	if (tcp->failed || !tcp->connection || tcp->connection->reset) return;
	if (tcp->format == FORMAT_BUFFER) xsmcGetBufferReadable(xsArg(0), &data, &length);
	else {
		byte = (uint8_t)xsmcToInteger(xsArg(0));
		data = &byte;
	}
	if (length > (xsUnsignedValue)connectionWindow(tcp->connection)) xsUnknownError("would block");
	connectionPut(tcp->connection, data, (int)length);
	trigger(tcp, OUTPUT);
	xsmcSetInteger(xsResult, connectionWindow(tcp->connection));
}

static void peer(Tcp *tcp, struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	memset(address, 0, sizeof(*address));
	if (tcp->connection) getpeername(tcp->connection->source.fd, (struct sockaddr *)address, &length);
}

static void tcpRemoteAddress(xsMachine *the)
{
	struct sockaddr_in address;
	char text[INET_ADDRSTRLEN];
	peer(self(the), &address);
	xsmcSetString(xsResult, (char *)inet_ntop(AF_INET, &address.sin_addr, text, sizeof(text)));
}

static void tcpRemotePort(xsMachine *the)
{
	struct sockaddr_in address;
	peer(self(the), &address);
	xsmcSetInteger(xsResult, ntohs(address.sin_port));
}

static void tcpGetFormat(xsMachine *the)
{
	xsmcSetString(xsResult, self(the)->format == FORMAT_NUMBER ? "number" : "buffer");
}

static void tcpSetFormat(xsMachine *the)
{
	Tcp *tcp = self(the);
	tcp->format = formatOf(the, &xsArg(0));
}

const VmNative tcpNatives[] = {
	{ "tcp_destructor", (void (*)(xsMachine *))destructor },
	{ "tcp_constructor", tcpConstructor },
	{ "tcp_close", tcpClose },
	{ "tcp_read", tcpRead },
	{ "tcp_write", tcpWrite },
	{ "tcp_remote_address", tcpRemoteAddress },
	{ "tcp_remote_port", tcpRemotePort },
	{ "tcp_get_format", tcpGetFormat },
	{ "tcp_set_format", tcpSetFormat },
	{ NULL, NULL },
};
