/*
 * class Digital: pins whose input edges come from a script (a file of lines "MS PIN LEVEL") or from the program's tests.
 * As on devices, edges between two deliveries are one callback, and the level is read when the callback runs.
 */
#include "io.h"

enum { PINS = 64, RISING = 1, FALLING = 2, OUTPUT = 8, MODE_LAST = 9 };

typedef struct Digital {
	struct Digital *next;
	xsMachine *the;
	xsSlot self;
	int pin, mode, edges, activeLow, posted, closed;
	xsSlot *onReadable;
} Digital;

typedef struct { double atMs; int pin, level; } Edge;

static Digital *digitals;
static uint8_t levels[PINS];
static Edge *script;
static int scriptCount, scriptAt;
static double scriptStart = -1;

static Digital *atPin(int pin)
{
	Digital *digital = digitals;
	while (digital && digital->pin != pin) digital = digital->next;
	return digital;
}

static void deliver(xsMachine *the, void *record)
{
	Digital *digital = record;
	digital->posted = 0;
	if (digital->closed) free(digital);
	else ioCallNone(the, digital->onReadable, &digital->self);
}

void digitalSet(int pin, int level)
{
	Digital *digital = atPin(pin);
	int edge = level ? RISING : FALLING;
	if (pin < 0 || pin >= PINS || levels[pin] == level) return;
	levels[pin] = (uint8_t)level;
	if (!digital || !(digital->edges & edge) || digital->posted) return;
	digital->posted = 1;
	ioPost(digital->the, deliver, digital);
}

/* ---- the script ---- */

int digitalLoad(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[128];
	if (!file) return 0;
	while (fgets(line, sizeof(line), file)) {
		Edge edge;
		if (line[0] == '#' || line[0] == '\n') continue;
		if (sscanf(line, "%lf %d %d", &edge.atMs, &edge.pin, &edge.level) != 3) {
			fclose(file);
			return 0;
		}
		script = realloc(script, sizeof(*script) * (size_t)(scriptCount + 1));
		script[scriptCount++] = edge;
	}
	fclose(file);
	return 1;
}

static double scriptNow(void)
{
	if (scriptStart < 0) scriptStart = clockMs();
	return clockMs() - scriptStart;
}

int digitalNext(void)
{
	double left;
	if (scriptAt == scriptCount) return -1;
	left = script[scriptAt].atMs - scriptNow();
	return left <= 0 ? 0 : (int)left + 1;
}

void digitalExecute(xsMachine *the)
{
	while (scriptAt < scriptCount && script[scriptAt].atMs <= scriptNow()) {
		digitalSet(script[scriptAt].pin, script[scriptAt].level);
		scriptAt++;
	}
}

/* ---- the object ---- */

static void mark(xsMachine *the, void *record, xsMarkRoot markRoot)
{
	Digital *digital = record;
	if (digital->onReadable) markRoot(the, digital->onReadable);
}

static void destructor(void *record)
{
	Digital *digital = record;
	if (!digital) return;
	for (Digital **at = &digitals; *at; at = &(*at)->next) {
		if (*at != digital) continue;
		*at = digital->next;
		break;
	}
	digital->closed = 1;
	if (!digital->posted) free(digital);
}

static const xsHostHooks hooks = { destructor, mark, NULL };

static Digital *self(xsMachine *the) { return xsmcGetHostDataValidate(xsThis, (void *)&hooks); }

static int integerOption(xsMachine *the, xsIdentifier id)
{
	xsSlot value;
	if (!xsmcHas(xsArg(0), id)) return 0;
	xsmcGet(value, xsArg(0), id);
	return xsmcToInteger(value);
}

static void digitalConstructor(xsMachine *the)
{
	Digital *digital;
	int pin, mode, edges;
	xsSlot *onReadable;
	if (!xsmcHas(xsArg(0), names.pin)) xsUnknownError("invalid");
	pin = integerOption(the, names.pin);
	if (pin < 0 || pin >= PINS || atPin(pin)) xsUnknownError("in use");
	mode = integerOption(the, names.mode);
	if (mode < 0 || mode > MODE_LAST || (mode > 3 && mode < OUTPUT)) xsRangeError("invalid mode");
	onReadable = optionCallback(the, names.onReadable);
	edges = integerOption(the, names.edge) & (RISING | FALLING);
	if (onReadable) {
		if (mode >= OUTPUT) xsRangeError("invalid mode");
		if (!edges) xsRangeError("invalid edges");
	}
	optionTarget(the);
	digital = calloc(1, sizeof(*digital));
	digital->the = the;
	digital->pin = pin;
	digital->mode = mode;
	digital->activeLow = integerOption(the, names.activeLow) != 0;
	if (digital->activeLow) edges = ((edges & RISING) ? FALLING : 0) | ((edges & FALLING) ? RISING : 0);
	digital->edges = onReadable ? edges : 0;
	digital->onReadable = onReadable;
	if (mode >= OUTPUT) levels[pin] = (uint8_t)((integerOption(the, names.initialValue) != 0) ^ digital->activeLow);
	digital->next = digitals;
	digitals = digital;
	xsmcSetHostData(xsThis, digital);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);
	digital->self = xsThis;
	xsRemember(digital->self);
}

static void digitalClose(xsMachine *the)
{
	Digital *digital = xsmcGetHostData(xsThis);
	if (!digital || !xsmcGetHostDataValidate(xsThis, (void *)&hooks)) return;
	xsForget(digital->self);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	destructor(digital);
}

static void digitalRead(xsMachine *the)
{
	Digital *digital = self(the);
	xsmcSetInteger(xsResult, levels[digital->pin] ^ digital->activeLow);
}

static void digitalWrite(xsMachine *the)
{
	Digital *digital = self(the);
	int level = xsmcToInteger(xsArg(0)) != 0;
	if (digital->mode < OUTPUT) xsUnknownError("unimplemented");
	levels[digital->pin] = (uint8_t)(level ^ digital->activeLow);
}

const VmNative digitalNatives[] = {
	{ "digital_destructor", (void (*)(xsMachine *))destructor },
	{ "digital_constructor", digitalConstructor },
	{ "digital_close", digitalClose },
	{ "digital_read", digitalRead },
	{ "digital_write", digitalWrite },
	{ NULL, NULL },
};
