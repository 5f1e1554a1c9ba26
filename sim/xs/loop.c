/*
 * The device's main loop: timers, then the network, then the messages both have posted, each delivered whole.
 * Promise jobs are a message too, so that other events may come in between, as on the device (xs.md section 4).
 */
#include "io.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>

typedef struct Message {
	struct Message *next;
	void (*deliver)(xsMachine *, void *);
	void *record;
} Message;

IoNames names;
int exitCode;

static IoSource *sources;
static Message *firstMessage, **lastMessage = &firstMessage;
static int exiting;
static int signalPipe[2]; /* a signal writes to it, so that it ends a poll that is yet to begin, too */
static volatile sig_atomic_t interrupted, snapshotWanted;

void namesIntern(xsMachine *the)
{
#define INTERN(NAME) names.NAME = xsID(#NAME)
	INTERN(onReadable); INTERN(onWritable); INTERN(onError); INTERN(address); INTERN(port); INTERN(from); INTERN(format);
	INTERN(target); INTERN(nodelay); INTERN(pin); INTERN(mode); INTERN(edge); INTERN(timeToLive); INTERN(activeLow);
	INTERN(initialValue);
	xsID("counters"); xsID("requests");
}

/* ---- clock ---- */

double clockMs(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000.0 + (double)now.tv_nsec / 1e6;
}

/* Milliseconds since this device started, as int32 that wraps. */
int32_t clockTicks(void)
{
	static double start;
	if (start == 0) start = clockMs();
	return (int32_t)((uint32_t)network.ticksStart + (uint32_t)(int64_t)(clockMs() - start));
}

/* What `Date` goes by: the time since this device started. */
int simTimeOfDay(c_timeval *now, void *zone)
{
	static double start;
	double passed;
	if (start == 0) start = clockMs();
	passed = clockMs() - start;
	now->tv_sec = (time_t)(passed / 1000.0);
	now->tv_usec = (suseconds_t)((passed - (double)now->tv_sec * 1000.0) * 1000.0);
	return 0;
}

/* ---- messages ---- */

void ioPost(xsMachine *the, void (*deliver)(xsMachine *, void *), void *record)
{
	Message *message = malloc(sizeof(*message));
	*message = (Message){ NULL, deliver, record };
	*lastMessage = message;
	lastMessage = &message->next;
}

static void deliverPromiseJobs(xsMachine *the, void *record) { vmRunPromiseJobs(the); }

void loopPromiseJobs(xsMachine *the) { ioPost(the, deliverPromiseJobs, NULL); }

/* Delivers what is queued now; what that posts waits for the next turn. */
static void deliverMessages(xsMachine *the)
{
	Message *message = firstMessage;
	firstMessage = NULL;
	lastMessage = &firstMessage;
	while (message) {
		Message *next = message->next;
		if (!exiting) {
			message->deliver(the, message->record);
			vmAfterEvent(the);
		}
		free(message);
		message = next;
	}
}

void ioCall(xsMachine *machine, xsSlot *function, xsSlot *self, int argument)
{
	xsBeginHost(machine);
	xsmcSetInteger(xsResult, argument);
	xsCallFunction1(xsReference(function), xsAccess(*self), xsResult);
	xsEndHost(machine);
}

void ioCallNone(xsMachine *machine, xsSlot *function, xsSlot *self)
{
	xsBeginHost(machine);
	xsCallFunction0(xsReference(function), xsAccess(*self));
	xsEndHost(machine);
}

/* ---- options ---- */

xsSlot *optionCallback(xsMachine *the, xsIdentifier id)
{
	xsSlot value;
	xsmcGet(value, xsArg(0), id);
	if (xsmcTypeOf(value) == xsUndefinedType || xsmcTypeOf(value) == xsNullType) return NULL;
	if (!xsmcIsCallable(value)) xsUnknownError("not a function");
	return fxToReference(the, &value);
}

int optionPort(xsMachine *the, xsIdentifier id, int fallback)
{
	xsSlot value;
	int port;
	if (!xsmcHas(xsArg(0), id)) return fallback;
	xsmcGet(value, xsArg(0), id);
	if (xsmcTypeOf(value) == xsUndefinedType) xsUnknownError("invalid");
	port = xsmcToInteger(value);
	if (port < 0 || port > 65535) xsRangeError("invalid port");
	return port;
}

void optionTarget(xsMachine *the)
{
	xsSlot value;
	if (!xsmcHas(xsArg(0), names.target)) return;
	xsmcGet(value, xsArg(0), names.target);
	xsmcSet(xsThis, names.target, value);
}

/* ---- sources and the loop ---- */

void ioAdd(IoSource *source)
{
	source->next = sources;
	sources = source;
}

static int sweepSources(void)
{
	int count = 0;
	IoSource **at = &sources, *source;
	while ((source = *at)) {
		if (source->dead) {
			*at = source->next;
			free(source);
			continue;
		}
		count++;
		at = &source->next;
	}
	return count;
}

static void pollSources(int timeout)
{
	static struct pollfd *fds;
	static IoSource **polled;
	static int capacity;
	int count = sweepSources(), used = 0;
	if (count + 2 > capacity) {
		capacity = 2 * count + 2;
		fds = realloc(fds, sizeof(*fds) * (size_t)capacity);
		polled = realloc(polled, sizeof(*polled) * (size_t)capacity);
	}
	fds[used] = (struct pollfd){ signalPipe[0], POLLIN, 0 };
	polled[used++] = NULL;
	fds[used] = (struct pollfd){ reportFd(), 0, 0 };
	polled[used++] = NULL;
	for (IoSource *source = sources; source; source = source->next) {
		if (source->prepare) source->prepare(source);
		if (!source->events) continue;
		fds[used] = (struct pollfd){ source->fd, source->events, 0 };
		polled[used++] = source;
	}
	if (poll(fds, (nfds_t)used, timeout) <= 0) return;
	if (fds[0].revents) {
		char bytes[16];
		while (read(signalPipe[0], bytes, sizeof(bytes)) > 0);
	}
	if (fds[1].revents) { /* who started this is gone: nobody is left to end it */
		interrupted = 1;
		vmRequestStop();
	}
	for (int i = 2; i < used; i++)
		if (fds[i].revents && !polled[i]->dead) polled[i]->ready(polled[i], fds[i].revents);
}

static void onSignal(int signal)
{
	int before = errno;
	if (write(signalPipe[1], "", 1) < 0) { /* it is full: that wakes the loop as well */ }
	errno = before;
	if (signal == SIGUSR1) snapshotWanted = 1;
	else {
		interrupted = 1;
		vmRequestStop();
	}
}

static void catchSignals(void)
{
	struct sigaction action;
	if (pipe(signalPipe) < 0) abort();
	for (int i = 0; i < 2; i++) {
		fcntl(signalPipe[i], F_SETFL, O_NONBLOCK);
		fcntl(signalPipe[i], F_SETFD, FD_CLOEXEC);
	}
	memset(&action, 0, sizeof(action));
	action.sa_handler = onSignal;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void loopExit(int code)
{
	exiting = 1;
	exitCode = code;
}

static int sooner(int a, int b) { return a < 0 ? b : b < 0 || a < b ? a : b; }

/* Runs until exit(), a signal, or nothing is left that could happen. */
void loopRun(xsMachine *the)
{
	while (!exiting && !interrupted) {
		int wait = sooner(timersNext(), digitalNext());
		if (firstMessage) wait = 0;
		if (wait < 0 && !sweepSources()) break;
		wait = sooner(wait, reportStatusNext());
		pollSources(wait);
		if (snapshotWanted) {
			snapshotWanted = 0;
			reportSnapshot(the, "signal");
		}
		if (!interrupted) timersExecute(the);
		if (!interrupted) digitalExecute(the);
		if (!interrupted) deliverMessages(the);
		reportStatus(the);
	}
	reportFinal(the, interrupted ? "stopped" : exiting ? (exitCode ? "exit" : "ok") : "ok");
}

/* Before main, so that an endless loop there can be stopped too. */
__attribute__((constructor)) static void setUp(void) { catchSignals(); }
