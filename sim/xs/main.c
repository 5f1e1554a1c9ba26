/*
 * The simulator's command line, meant for run.ts:
 *   evlite-xs [options] NAME=PATH...
 * `--preload NAME=PATH` links a module into ROM, `--builtin NAME=FILE` one of the simulator's own in its place; `--module NAME=PATH` is loaded when imported; `--main NAME=PATH` runs.
 */
#include "io.h"

Network network = { 5, 4, 4, 2920, 5840, "127.0.0.1", -1, { { 0, 0 } }, 0, 0 };

const VmNative *const vmNatives[] = {
	tcpNatives, listenerNatives, udpNatives, timerNatives, digitalNatives, miscNatives, NULL,
};

static const struct { const char *name, *file; } builtins[] = {
	{ "xsim", "xsim.xs" },
	{ "embedded:io/socket/tcp", "tcp.xs" },
	{ "embedded:io/socket/listener", "listener.xs" },
	{ "embedded:io/socket/udp", "udp.xs" },
	{ "embedded:io/digital", "digital.xs" },
	{ "timer", "timer.xs" },
	{ "time", "time.xs" },
	{ NULL, NULL },
};

typedef struct { char *name; const char *path; int preload, builtin; } Input;

typedef struct {
	VmCreation creation;
	Input inputs[256];
	int inputCount;
	const char *builtinFolder, *main, *board;
	int control;
	uint64_t meterLimit;
	int profile;
} Options;

static void usage(const char *what)
{
	fprintf(stderr, "evlite-xs: %s\n", what);
	exit(2);
}

static int number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 0);
	if (*end || end == text) usage(text);
	return (int)value;
}

static void pair(const char *text, int *a, int *b)
{
	if (sscanf(text, "%d,%d", a, b) != 2) usage(text);
}

static void addInput(Options *options, const char *text, int preload)
{
	const char *equals = strchr(text, '=');
	Input *input = &options->inputs[options->inputCount++];
	if (!equals || options->inputCount == 256) usage(text);
	input->name = strndup(text, (size_t)(equals - text));
	input->path = equals + 1;
	input->preload = preload;
	input->builtin = 0;
}

static void addMap(const char *text)
{
	int i = network.mapCount++;
	if (i == 16 || sscanf(text, "%d=%d", &network.map[i].device, &network.map[i].local) != 2) usage(text);
}

/* Options of the machine. Returns 0 if it is none. */
static int machineOption(Options *options, const char *name, const char *value)
{
	VmCreation *creation = &options->creation;
	if (!strcmp(name, "--static")) creation->staticSize = number(value);
	else if (!strcmp(name, "--chunks")) pair(value, &creation->chunkInitial, &creation->chunkIncremental);
	else if (!strcmp(name, "--slots")) pair(value, &creation->slotInitial, &creation->slotIncremental);
	else if (!strcmp(name, "--keys")) pair(value, &creation->keysInitial, &creation->keysIncremental);
	else if (!strcmp(name, "--stack")) creation->stack = number(value);
	else if (!strcmp(name, "--meter-limit")) options->meterLimit = strtoull(value, NULL, 0);
	else if (!strcmp(name, "--profile")) options->profile = number(value);
	else if (!strcmp(name, "--trace-alloc")) {
		traceOpen(number(value));
		reportTrace(number(value));
	}
	else return 0;
	return 1;
}

static int networkOption(const char *name, const char *value)
{
	if (!strcmp(name, "--sockets")) network.sockets = number(value);
	else if (!strcmp(name, "--listeners")) network.listeners = number(value);
	else if (!strcmp(name, "--udp-sockets")) network.udpSockets = number(value);
	else if (!strcmp(name, "--send-window")) network.sendWindow = number(value);
	else if (!strcmp(name, "--receive-window")) network.receiveWindow = number(value);
	else if (!strcmp(name, "--address")) network.address = value;
	else if (!strcmp(name, "--port")) network.firstPort = number(value);
	else if (!strcmp(name, "--map")) addMap(value);
	else if (!strcmp(name, "--ticks")) network.ticksStart = (int32_t)strtol(value, NULL, 0);
	else return 0;
	return 1;
}

static void option(Options *options, const char *name, const char *value)
{
	if (machineOption(options, name, value) || networkOption(name, value)) return;
	if (!strcmp(name, "--preload")) addInput(options, value, 1);
	else if (!strcmp(name, "--module")) addInput(options, value, 0);
	else if (!strcmp(name, "--main")) {
		addInput(options, value, 0);
		options->main = options->inputs[options->inputCount - 1].name;
	}
	else if (!strcmp(name, "--builtin")) {
		addInput(options, value, 1);
		options->inputs[options->inputCount - 1].builtin = 1;
	}
	else if (!strcmp(name, "--builtins")) options->builtinFolder = value;
	else if (!strcmp(name, "--board")) options->board = value;
	else if (!strcmp(name, "--control")) options->control = number(value);
	else if (!strcmp(name, "--status")) reportStatusEvery(number(value));
	else if (!strcmp(name, "--digital")) {
		if (!digitalLoad(value)) usage("the file of digital edges cannot be read");
	}
	else usage(name);
}

/* Parses, imports what is preloaded, and turns the machine into ROM. */
static xsMachine *linkAll(Options *options)
{
	xsMachine *rom = romCreate();
	char path[4096];
	if (!rom) usage("no memory for the link step");
	xsBeginHost(rom);
	namesIntern(the);
	for (int i = 0; builtins[i].name; i++) {
		snprintf(path, sizeof(path), "%s/%s", options->builtinFolder, builtins[i].file);
		codeAdd(the, builtins[i].name, path, 1);
	}
	for (int i = 0; i < options->inputCount; i++) {
		const Input *input = &options->inputs[i];
		if (input->builtin) snprintf(path, sizeof(path), "%s/%s", options->builtinFolder, input->path);
		codeAdd(the, input->name, input->builtin ? path : input->path, input->builtin)->preload = input->preload;
	}
	xsEndHost(rom);
	for (int i = 0; builtins[i].name; i++) romImport(rom, builtins[i].name);
	for (int i = 0; i < options->inputCount; i++)
		if (options->inputs[i].preload) romImport(rom, options->inputs[i].name);
	romFreeze(rom);
	romShare(rom);
	romCheck(rom, reportWarning);
	memorySealRom();
	return rom;
}

int main(int argc, char **argv)
{
	static Options options = { { 32768, 1536, 512, 512, 64, 256, 32, 32 }, { { 0 } }, 0, "modules", NULL, "none", -1, 0, 0 };
	xsMachine *rom, *device;
	for (int i = 1; i + 1 < argc; i += 2) option(&options, argv[i], argv[i + 1]);
	if (!(argc & 1)) usage(argv[argc - 1]);
	if (!options.main) usage("--main NAME=PATH is missing");
	reportOpen(options.control, options.board);
	reportProfile(options.profile);
	reportStaticSize(options.creation.staticSize);
	rom = linkAll(&options);
	device = romClone(rom, &options.creation);
	if (!device) usage("the board's static block is too small for an empty machine");
	vmStart(device, options.meterLimit, options.profile);
	reportStart(device);
	clockTicks();
	vmRunMain(device, options.main);
	loopRun(device);
	return exitCode ? exitCode : errorCount > 0;
}
