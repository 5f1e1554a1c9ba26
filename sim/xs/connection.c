#include "connection.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int taken, takenMost;

int openConnections(void) { return taken; }
int peakConnections(void) { return takenMost; }

int connectionPlace(void)
{
	if (taken >= network.sockets) return 0;
	if (++taken > takenMost) takenMost = taken;
	return 1;
}

void connectionForgetPlace(void) { taken--; }

static void notify(Connection *connection, int what)
{
	if (connection->owner) connection->notify(connection->owner, what);
}

static void destroy(Connection *connection)
{
	if (connection->source.dead) return;
	close(connection->source.fd);
	free(connection->input);
	free(connection->output);
	connection->source.dead = 1;
	connectionForgetPlace();
}

static void end(Connection *connection, int reset)
{
	connection->ended = 1;
	connection->reset = reset;
	notify(connection, CONNECTION_FAILED);
}

static void receive(Connection *connection)
{
	ssize_t n;
	if (connection->inputAt) {
		memmove(connection->input, connection->input + connection->inputAt, (size_t)connection->inputCount);
		connection->inputAt = 0;
	}
	n = recv(connection->source.fd, connection->input + connection->inputCount,
		(size_t)(network.receiveWindow - connection->inputCount), 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
	if (n <= 0) {
		end(connection, n < 0);
		return;
	}
	connection->inputCount += (int)n;
	notify(connection, CONNECTION_READABLE);
}

/* Hands to the kernel what it takes; what it takes counts as acknowledged. */
void connectionFlush(Connection *connection)
{
	ssize_t n;
	if (!connection->outputCount || connection->connecting || connection->reset) return;
	n = send(connection->source.fd, connection->output + connection->outputAt, (size_t)connection->outputCount, MSG_NOSIGNAL);
	if (n <= 0) return; /* a failure shows as end of input */
	connection->outputAt += (int)n;
	connection->outputCount -= (int)n;
	if (!connection->ended) notify(connection, CONNECTION_WRITABLE);
}

static void onConnected(Connection *connection)
{
	int error = 0;
	socklen_t length = sizeof(error);
	connection->connecting = 0;
	getsockopt(connection->source.fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error) {
		end(connection, 1);
		return;
	}
	connection->connected = 1;
	notify(connection, CONNECTION_WRITABLE);
}

static void prepare(IoSource *source)
{
	Connection *connection = (Connection *)source;
	source->events = 0;
	if (connection->connecting) source->events = POLLOUT;
	else if (!connection->reset) {
		if (connection->owner && !connection->ended && connection->inputCount < network.receiveWindow)
			source->events |= POLLIN;
		if (connection->outputCount) source->events |= POLLOUT;
	}
}

static void ready(IoSource *source, short revents)
{
	Connection *connection = (Connection *)source;
	if (connection->connecting) {
		onConnected(connection);
		return;
	}
	if (revents & POLLOUT) connectionFlush(connection);
	if (connection->owner) {
		if (!connection->ended && (revents & (POLLIN | POLLHUP | POLLERR))) receive(connection);
		else if (revents & POLLERR) connection->reset = 1;
	}
	else if (!connection->outputCount || (revents & (POLLHUP | POLLERR))) destroy(connection);
}

/* Before listen and connect: segments and a receive window as on the device, so that the desktop holds little more. */
void connectionLimit(int fd)
{
	int segment = 1460, window = network.receiveWindow / 2; /* the kernel doubles it */
	setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
}

static Connection *newConnection(int fd)
{
	Connection *connection = calloc(1, sizeof(*connection));
	int on = 1, small = 4096; /* so that a slow reader is felt soon */
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	connectionLimit(fd);
	connection->source.fd = fd;
	connection->source.prepare = prepare;
	connection->source.ready = ready;
	connection->input = malloc((size_t)network.receiveWindow);
	connection->output = malloc((size_t)network.sendWindow);
	ioAdd(&connection->source);
	return connection;
}

Connection *connectionOpen(const void *address, size_t length)
{
	Connection *connection;
	int fd;
	if (!connectionPlace()) return NULL;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	connection = newConnection(fd);
	connection->connecting = 1;
	if (connect(fd, address, (socklen_t)length) < 0 && errno != EINPROGRESS) {
		connection->connecting = 0;
		connection->ended = connection->reset = 1; /* reported later, as any refusal */
	}
	return connection;
}

Connection *connectionAccepted(int fd)
{
	Connection *connection = newConnection(fd);
	connection->connected = 1;
	return connection;
}

void connectionSetOwner(Connection *connection, void *owner, void (*callback)(void *, int))
{
	connection->owner = owner;
	connection->notify = callback;
}

void connectionTake(Connection *connection, void *to, int count)
{
	memcpy(to, connection->input + connection->inputAt, (size_t)count);
	connection->inputAt += count;
	connection->inputCount -= count;
}

int connectionWindow(const Connection *connection) { return network.sendWindow - connection->outputCount; }

void connectionPut(Connection *connection, const void *from, int count)
{
	memmove(connection->output, connection->output + connection->outputAt, (size_t)connection->outputCount);
	connection->outputAt = 0;
	memcpy(connection->output + connection->outputCount, from, (size_t)count);
	connection->outputCount += count;
}

/* lwip's tcp_close: unread input makes it a reset, and written bytes are lost; otherwise they go first. */
void connectionClose(Connection *connection)
{
	connection->owner = NULL;
	if (connection->inputCount && !connection->reset) {
		struct linger none = { 1, 0 };
		setsockopt(connection->source.fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
		destroy(connection);
		return;
	}
	connectionFlush(connection);
	if (!connection->outputCount || connection->reset || connection->connecting) destroy(connection);
}
