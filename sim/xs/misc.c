/* module time, the global trace, random numbers, and module xsim: what tests and measurements ask of the simulator. */
#include "io.h"
#include <fcntl.h>
#include <unistd.h>

double programCount = -1;
int errorCount;

int sim_random(void)
{
	static int source = -1;
	uint32_t value = 0;
	if (source < 0) source = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (source < 0 || read(source, &value, sizeof(value)) != sizeof(value)) abort();
	return (int)(value & 0x7fffffff);
}

static void timeTicks(xsMachine *the) { xsmcSetInteger(xsResult, clockTicks()); }

static void timeDelta(xsMachine *the)
{
	uint32_t start = (uint32_t)xsmcToInteger(xsArg(0));
	uint32_t end = xsmcArgc > 1 ? (uint32_t)xsmcToInteger(xsArg(1)) : (uint32_t)clockTicks();
	xsmcSetInteger(xsResult, (int32_t)(end - start));
}

static void trace(xsMachine *the)
{
	for (int i = 0, count = xsmcArgc; i < count; i++) fputs(xsmcToString(xsArg(i)), stdout);
	fflush(stdout);
}

/* An error that the program does not handle; where it was thrown, if it was. */
static void report(xsMachine *the)
{
	const char *where = xsmcTest(xsArg(1)) ? vmThrownAt() : "";
	const char *text = xsmcToString(xsArg(0));
	int first = (int)strcspn(text, "\n"); /* the lines that follow are the functions that ran */
	errorCount++;
	fflush(stdout);
	fprintf(stderr, "evlite: %.*s%s%s%s\n", first, text, where[0] ? " at " : "", where, text + first);
}

static void print(xsMachine *the)
{
	for (int i = 0, count = xsmcArgc; i < count; i++) {
		if (i) putchar(' ');
		fputs(xsmcToString(xsArg(i)), stdout);
	}
	putchar('\n');
	fflush(stdout);
}

static void gc(xsMachine *the) { vmCollect(the); }

static void exit_(xsMachine *the) { loopExit(xsmcArgc ? xsmcToInteger(xsArg(0)) : 0); }

/* stat(i): one figure as a number, without allocating; the numbering is in modules/xsim.xs. */
static void stat_(xsMachine *the)
{
	VmFigures f;
	double value;
	int which = xsmcToInteger(xsArg(0));
	vmFigures(the, &f);
	switch (which) {
	case 0: value = f.slots; break;
	case 1: value = f.chunks; break;
	case 2: value = (double)f.meter; break;
	case 3: value = (double)f.collections; break;
	case 4: value = f.slotsPeak; break;
	case 5: value = f.chunksPeak; break;
	case 6: value = f.stackPeak; break;
	case 7: value = f.freeNow; break;
	case 8: value = f.slotSize; break;
	case 9: value = openConnections(); break;
	case 10: value = f.freeMin; break;
	default: value = -1;
	}
	if (value == (int)value) xsmcSetInteger(xsResult, (int)value);
	else xsmcSetNumber(xsResult, value);
}

static void snapshot(xsMachine *the)
{
	char label[64] = "";
	if (xsmcArgc) xsmcToStringBuffer(xsArg(0), label, sizeof(label));
	reportSnapshot(the, label);
}

static void count(xsMachine *the) { programCount = xsmcToNumber(xsArg(0)); }

static void pin(xsMachine *the)
{
	int number = xsmcToInteger(xsArg(0));
	digitalSet(number, xsmcToInteger(xsArg(1)) != 0);
}

static void nothing(xsMachine *the) {}

const VmNative miscNatives[] = {
	{ "time_ticks", timeTicks },
	{ "time_delta", timeDelta },
	{ "sim_trace", trace },
	{ "sim_report", report },
	{ "sim_print", print },
	{ "sim_gc", gc },
	{ "sim_exit", exit_ },
	{ "sim_stat", stat_ },
	{ "sim_snapshot", snapshot },
	{ "sim_count", count },
	{ "sim_pin", pin },
	{ "sim_nothing", nothing },
	{ NULL, NULL },
};
