/*
 * Running the device's machine: main, promise jobs, collections, counters, aborts and where in the source they happened.
 */
#include "xsAll.h"
#include "vm.h"

enum { TRACE_MAX = 24, METER_STEP = 20000, PROFILE_STEP = 40 };

static uint64_t collections, meter, meterLimit;
static txU4 meterLast;
static txU2 collectionsLast;
static volatile int stopRequested;
static int profiling, started;
static char lastPosition[4096];
static char thrownAt[300]; /* the innermost call of the last exception in a module that is not evlite's */
static txSlot lastException;

/* ---- counters: the engine's are 32 and 16 bits wide, so they are widened after every event ---- */

static void widen(txMachine *the)
{
	meter += (txU4)(the->meterIndex - meterLast);
	meterLast = the->meterIndex;
	collections += (txU2)(the->garbageCollectionCount - collectionsLast);
	collectionsLast = the->garbageCollectionCount;
}

static void restartCounters(txMachine *the)
{
	widen(the);
	meter = collections = 0;
}

/* ---- positions ---- */

/*
 * Writes the innermost calls as a JSON array of "file:line +slots", slots being what the call has of the stack (its
 * arguments, its frame and its locals). Returns 0 if there is none.
 */
static int tracePositions(txMachine *the, char *buffer, size_t size)
{
	txByte *code = the->code;
	txSlot *frame = the->frame, *top = the->stack;
	int count = 0;
	size_t length = (size_t)snprintf(buffer, size, "[");
	for (;;) {
		int line;
		const CodeModule *module = code ? codeAt(code, &line) : NULL;
		if (module && count < TRACE_MAX && length + 300 < size) {
			const char *base = strrchr(module->path, '/');
			base = module->builtin ? module->name : base ? base + 1 : module->path;
			length += (size_t)snprintf(buffer + length, size - length, "%s\"%.100s:%d +%d\"", count ? "," : "", base, line,
				frame ? (int)(frame - top) : (int)(the->stackTop - top));
			count++;
		}
		if (!frame) break;
		top = frame;
		code = frame->value.frame.code; /* after the call */
		if (code) code--;
		frame = frame->next;
	}
	snprintf(buffer + length, size - length, "]");
	return count;
}

/* Writes "file:line" of the innermost call in the program; of evlite if it has none, "" if nobody has. */
static void programPosition(txMachine *the, char *buffer, size_t size)
{
	txByte *code = the->code;
	txSlot *frame = the->frame;
	buffer[0] = 0;
	for (;;) {
		int line;
		const CodeModule *module = code ? codeAt(code, &line) : NULL;
		if (module && !module->builtin) {
			const char *base = strrchr(module->path, '/');
			int own = !strncmp(module->name, "evlite/", 7);
			if (!own || !buffer[0]) snprintf(buffer, size, "%.200s:%d", base ? base + 1 : module->path, line);
			if (!own) return;
		}
		if (!frame) return;
		code = frame->value.frame.code; /* after the call */
		if (code) code--;
		frame = frame->next;
	}
}

/* Where the last exception was thrown, "" if that is not known. */
const char *vmThrownAt(void) { return thrownAt; }

/* Called by the patched fxJump, that is for every exception thrown, while its frames are still there. */
void simThrowing(txMachine *the)
{
	char buffer[sizeof(lastPosition)];
	int again = mxException.kind == lastException.kind && mxException.kind == XS_REFERENCE_KIND
		&& mxException.value.reference == lastException.value.reference;
	if (again) return; /* thrown on after a native catch: the first position is the real one */
	programPosition(the, thrownAt, sizeof(thrownAt));
	if (tracePositions(the, buffer, sizeof(buffer))) memcpy(lastPosition, buffer, sizeof(buffer));
	else lastPosition[0] = 0;
	lastException = mxException;
}

/* Called by the patched fxCollect before it marks. */
void simCollecting(txMachine *the)
{
	memorySample(the);
	traceSettle();
}

int vmLastPosition(char *buffer, size_t size)
{
	snprintf(buffer, size, "%s", lastPosition[0] ? lastPosition : "[]");
	return lastPosition[0] != 0;
}

/* ---- aborts: a reset on the device ---- */

static const char *const statuses[] = {
	"debugger", "memory full", "stack overflow", "fatal check", "dead strip", "unhandled exception", "not enough keys",
	"too much computation", "unhandled rejection",
};

static void exceptionText(txMachine *the, char *text, size_t size)
{
	snprintf(text, size, "(an exception that cannot be printed)");
	mxTry(the) {
		mxPush(mxException);
		fxToString(the, the->stack);
		snprintf(text, size, "%s", the->stack->value.string);
		mxPop();
	}
	mxCatch(the) {
	}
}

void fxAbort(txMachine *the, int status)
{
	static int aborting;
	char text[256] = "";
	const char *why = (status >= 0 && status <= XS_UNHANDLED_REJECTION_EXIT) ? statuses[status] : "unknown";
	if (aborting++) exit(3);
	if (status == XS_UNHANDLED_EXCEPTION_EXIT || status == XS_UNHANDLED_REJECTION_EXIT) exceptionText(the, text, sizeof(text));
	else {
		if (status == XS_TOO_MUCH_COMPUTATION_EXIT) why = stopRequested ? "stopped" : "meter limit";
		if (!tracePositions(the, lastPosition, sizeof(lastPosition))) lastPosition[0] = 0;
	}
	if (!the->sharedMachine) {
		fprintf(stderr, "link: %s: %s %s\n", why, text, lastPosition);
		exit(2);
	}
	widen(the);
	memorySample(the);
	reportAbort(the, why, text);
	exit(10 + status);
}

/* ---- metering and the profile ---- */

typedef struct { const CodeModule *module; int line; uint64_t units; } ProfileEntry;
static ProfileEntry *profile;
static int profileCount, profileCapacity;

static void attribute(txMachine *the, uint64_t units)
{
	int line, i;
	const CodeModule *module = codeAt(the->code, &line);
	for (i = 0; i < profileCount; i++)
		if (profile[i].module == module && profile[i].line == line) break;
	if (i == profileCapacity) profile = realloc(profile, sizeof(*profile) * (size_t)(profileCapacity += 256));
	if (i == profileCount) profile[profileCount++] = (ProfileEntry){ module, line, 0 };
	profile[i].units += units;
}

static txBoolean meterCallback(txMachine *the, txU4 index)
{
	uint64_t before = meter;
	widen(the);
	if (profiling && started) attribute(the, meter - before);
	return !stopRequested && !(meterLimit && meter > meterLimit);
}

static int byUnits(const void *a, const void *b)
{
	uint64_t x = ((const ProfileEntry *)a)->units, y = ((const ProfileEntry *)b)->units;
	return x < y ? 1 : x > y ? -1 : 0;
}

void vmProfileReport(void (*line)(const char *where, uint64_t units))
{
	qsort(profile, (size_t)profileCount, sizeof(*profile), byUnits);
	for (int i = 0; i < profileCount; i++) {
		char where[300];
		snprintf(where, sizeof(where), "%s:%d", profile[i].module ? profile[i].module->name : "(native)", profile[i].line);
		line(where, profile[i].units);
	}
}

void vmRequestStop(void) { stopRequested = 1; }

/* ---- running ---- */

void vmStart(txMachine *the, uint64_t limit, int profileToo)
{
	meterLimit = limit;
	profiling = profileToo;
	fxBeginMetering(the, meterCallback, profiling ? PROFILE_STEP : METER_STEP);
	meterLast = the->meterIndex;
	collectionsLast = the->garbageCollectionCount;
	memorySample(the);
}

void fxQueuePromiseJobs(txMachine *the)
{
	if (!the->promiseJobs) {
		the->promiseJobs = 1;
		if (the->sharedMachine) loopPromiseJobs(the);
	}
}

void vmRunPromiseJobs(txMachine *the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		fxRunPromiseJobs(the);
	}
}

/* As on a device: main is imported, and its default export called if it is a function. */
void vmRunMain(txMachine *the, const char *name)
{
	mxTry(the) {
		fxBeginHost(the);
		mxPushStringX((txString)name);
		fxAwaitImport(the, XS_IMPORT_DEFAULT);
		if (fxIsCallable(the, the->stack)) {
			txSlot *run = the->stack;
			mxPushUndefined();
			mxPushSlot(run);
			mxCall();
			mxRunCount(0);
			mxPop();
		}
		mxPop();
		fxEndHost(the);
	}
	mxCatch(the) {
		fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
	}
	vmAfterEvent(the);
	restartCounters(the);
	traceStart();
	started = 1;
}

void vmAfterEvent(txMachine *the)
{
	fxEndJob(the);
	traceSettle();
	widen(the);
	memorySample(the);
	if (meterLimit && meter > meterLimit) fxAbort(the, XS_TOO_MUCH_COMPUTATION_EXIT);
}

/* A collection that does not count. */
void vmCollect(txMachine *the)
{
	widen(the);
	memorySample(the);
	fxCollectGarbage(the);
	collectionsLast = the->garbageCollectionCount;
}

/* What the simulator did for itself since the figures were last taken does not count. */
void vmForgetUnits(txMachine *the) { meterLast = the->meterIndex; }

void vmFigures(txMachine *the, VmFigures *f)
{
	widen(the);
	f->slotSize = (int)sizeof(txSlot);
	f->slots = the->currentHeapCount;
	f->slotsPeak = the->peakHeapCount;
	f->chunks = the->currentChunksSize;
	f->chunksPeak = the->peakChunksSize;
	f->stackPeak = (int)(the->stackTop - the->stackPeak);
	f->stack = (int)(the->stackTop - the->stackBottom);
	f->keys = the->keyIndex - the->keyOffset;
	f->aliases = the->aliasCount;
	f->sideBytes = (int)(((size_t)(the->keyCount - the->keyOffset) + (size_t)the->nameModulo + (size_t)the->symbolModulo
		+ (size_t)the->aliasCount) * sizeof(void *));
	f->freeNow = memoryFreeNow(the);
	f->freeMin = memoryFreeMin();
	f->collections = collections;
	f->meter = meter;
}

/* The requests that all HTTP servers have counted: objects with both `requests` and `refused`. Allocates nothing. */
double vmServedRequests(txMachine *the)
{
	txID requests = fxFindName(the, (txString)"requests"), refused = fxFindName(the, (txString)"refused");
	double sum = 0;
	if (requests == XS_NO_ID || refused == XS_NO_ID) return 0;
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next)
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) {
			double count = 0;
			int isServer = 0;
			if (slot->kind != XS_INSTANCE_KIND) continue;
			for (txSlot *property = slot->next; property; property = property->next) {
				if (property->ID == refused) isServer = 1;
				else if (property->ID != requests) continue;
				else if (property->kind == XS_INTEGER_KIND) count = property->value.integer;
				else if (property->kind == XS_NUMBER_KIND) count = property->value.number;
			}
			if (isServer) sum += count;
		}
	return sum;
}

/* globalThis[object][property] as a number without allocating, or -1. */
double vmGlobalNumber(txMachine *the, const char *object, const char *property)
{
	double value = -1;
	txID outer = fxFindName(the, (txString)object), inner = fxFindName(the, (txString)property);
	if (outer == XS_NO_ID || inner == XS_NO_ID) return -1;
	mxTry(the) {
		mxPush(mxGlobal);
		mxGetID(outer);
		if (the->stack->kind == XS_REFERENCE_KIND) {
			mxGetID(inner);
			if (the->stack->kind == XS_INTEGER_KIND) value = the->stack->value.integer;
			else if (the->stack->kind == XS_NUMBER_KIND) value = the->stack->value.number;
		}
		mxPop();
	}
	mxCatch(the) {
	}
	return value;
}
