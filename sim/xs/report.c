/*
 * Reports: one JSON object a line on the file descriptor given by --control. {"report":{...}} ends the run;
 * {"snapshot":{...}}, {"status":{...}}, {"listening":{...}} and {"warning":"..."} come while it lasts.
 */
#include "io.h"
#include <stdarg.h>
#include <unistd.h>

static FILE *out;
static char board[64];
static VmFigures start;
static int staticSize, linked, warnings, profileWanted, traceWanted, statusMs;
static double statusLast; /* when the last status line was printed */
static int statusOwed = 1; /* one came too soon after it, or main has just finished */
static int snapshotCount;

void reportOpen(int fd, const char *name)
{
	if (fd >= 0) out = fdopen(fd, "w");
	snprintf(board, sizeof(board), "%s", name);
}

/* The descriptor that reports go to, -1 if none. */
int reportFd(void) { return out ? fileno(out) : -1; }

void reportProfile(int wanted) { profileWanted = wanted; }
void reportTrace(int wanted) { traceWanted = wanted; }
void reportStatusEvery(int ms) { statusMs = ms; }
void reportStaticSize(int bytes) { staticSize = bytes; }

void reportNote(const char *format, ...)
{
	va_list arguments;
	if (!out) return;
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fputc('\n', out);
	fflush(out);
}

static void quote(const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
		else if (c < 32) fprintf(out, "\\u%04x", c);
		else fputc(c, out);
	}
	fputc('"', out);
}

void reportWarning(const char *where, const char *what)
{
	warnings++;
	fprintf(stderr, "### warning: %s: %s\n", where, what);
	if (!out) return;
	fputs("{\"warning\":", out);
	char text[700];
	snprintf(text, sizeof(text), "%s: %s", where, what);
	quote(text);
	fputs("}\n", out);
	fflush(out);
}

/* Once the device's machine exists, before main. */
void reportStart(xsMachine *the)
{
	vmFigures(the, &start);
	linked = 1;
}

static double requests(xsMachine *the)
{
	double counted = programCount >= 0 ? programCount : vmGlobalNumber(the, "counters", "requests");
	return counted < 0 ? vmServedRequests(the) : counted;
}

static void figures(xsMachine *the, const VmFigures *now, const VmFigures *live, int full)
{
	fprintf(out, "\"board\":\"%s\",\"slotSize\":%d,\"static\":%d,", board, now->slotSize, staticSize);
	fprintf(out, "\"slots\":{\"start\":%d,\"live\":%d,\"peak\":%d},", start.slots, live->slots, now->slotsPeak);
	fprintf(out, "\"chunks\":{\"start\":%d,\"live\":%d,\"peak\":%d},", start.chunks, live->chunks, now->chunksPeak);
	fprintf(out, "\"stackPeak\":%d,\"stack\":%d,\"freeMin\":%d,", now->stackPeak, now->stack, now->freeMin);
	fprintf(out, "\"collections\":%llu,\"meter\":%llu,", (unsigned long long)now->collections, (unsigned long long)now->meter);
	fprintf(out, "\"sockets\":{\"open\":%d,\"peak\":%d,\"limit\":%d},", openConnections(), peakConnections(), network.sockets);
	fprintf(out, "\"bytecode\":%zu,\"requests\":%.0f", codeBytes(), requests(the));
	if (!full) return;
	fprintf(out, ",\"errors\":%d", errorCount);
	fprintf(out, ",\"keys\":%d,\"aliases\":%d,\"side\":%d,\"rom\":%zu,\"warnings\":%d", now->keys, now->aliases, now->sideBytes,
		memoryRomBytes(), warnings);
	fputs(",\"modules\":{", out);
	int first = 1;
	for (const CodeModule *module = codeFirst(); module; module = module->next) {
		if (module->builtin) continue;
		if (!first) fputc(',', out);
		first = 0;
		quote(module->name);
		fprintf(out, ":%d", module->size);
	}
	fputc('}', out);
}

static void profileLine(const char *where, uint64_t units)
{
	static int count;
	if (count++) fputc(',', out);
	fputc('[', out);
	quote(where);
	fprintf(out, ",%llu]", (unsigned long long)units);
}

static int traced;

static void traceLine(const char *where, const char *kind, uint64_t count, uint64_t slots, uint64_t bytes)
{
	if (traced++) fputc(',', out);
	fputc('[', out);
	quote(where);
	fprintf(out, ",\"%s\",%llu,%llu,%llu]", kind, (unsigned long long)count, (unsigned long long)slots, (unsigned long long)bytes);
}

/* What was allocated since main finished, and what lives. */
static void traces(xsMachine *the)
{
	fputs(",\"allocations\":[", out);
	traced = 0;
	traceReport(traceLine);
	fputs("],\"live\":[", out);
	traced = 0;
	traceLive(the, traceLine);
	fputc(']', out);
}

void reportSnapshot(xsMachine *the, const char *label)
{
	VmFigures now, live;
	if (!out) return;
	vmFigures(the, &now);
	xsBeginHost(the);
	vmForgetUnits(the);
	vmCollect(the);
	xsEndHost(the);
	vmForgetUnits(the);
	vmFigures(the, &live);
	fprintf(out, "{\"snapshot\":{\"number\":%d,\"label\":", ++snapshotCount);
	quote(label);
	fputc(',', out);
	figures(the, &now, &live, 0);
	fputs("}}\n", out);
	fflush(out);
	vmForgetUnits(the);
}

/* Milliseconds until the status line that is owed; -1: none is. */
int reportStatusNext(void)
{
	double left = statusLast + statusMs - clockMs();
	if (!statusMs || !statusOwed) return -1;
	return left > 0 ? (int)left + 1 : 0;
}

/* A line for a terminal, at most every statusMs, without collecting. */
void reportStatus(xsMachine *the)
{
	VmFigures now;
	double time;
	if (!out || !statusMs) return;
	time = clockMs();
	statusOwed = time - statusLast < statusMs;
	if (statusOwed) return;
	statusLast = time;
	vmFigures(the, &now);
	reportNote("{\"status\":{\"free\":%d,\"freeMin\":%d,\"static\":%d,\"connections\":%d,\"collections\":%llu,\"requests\":%.0f}}",
		now.freeNow, now.freeMin, staticSize, openConnections(), (unsigned long long)now.collections, requests(the));
	vmForgetUnits(the);
}

void reportFinal(xsMachine *the, const char *status)
{
	VmFigures now, live;
	if (!out) return;
	vmFigures(the, &now);
	traceStop();
	xsBeginHost(the);
	vmCollect(the);
	xsEndHost(the);
	vmForgetUnits(the);
	vmFigures(the, &live);
	fprintf(out, "{\"report\":{\"status\":\"%s\",", status);
	figures(the, &now, &live, 1);
	if (profileWanted) {
		fputs(",\"profile\":[", out);
		vmProfileReport(profileLine);
		fputc(']', out);
	}
	if (traceWanted) traces(the);
	fputs("}}\n", out);
	fflush(out);
}

/* A reset: no collection is possible any more, so live is what was in use. */
void reportAbort(xsMachine *the, const char *status, const char *message)
{
	VmFigures now;
	char position[4096];
	int stopped = !strcmp(status, "stopped");
	vmLastPosition(position, sizeof(position));
	vmFigures(the, &now);
	fflush(stdout);
	if (!stopped)
		fprintf(stderr, "device reset: %s%s%s at %s\n", status, message[0] ? ": " : "", message, position);
	if (!out) return;
	fprintf(out, "{\"report\":{\"status\":\"%s\",\"message\":", status);
	quote(message);
	fprintf(out, ",\"position\":%s,", position);
	figures(the, &now, &now, 1);
	fputs("}}\n", out);
	fflush(out);
}
