/*
 * The VM of the simulator, seen from main.c and from the I/O files (which know only XS's public C API): a link-time
 * machine whose memory becomes read-only ("ROM"), and the device's machine cloned from it.
 */
#ifndef EVLITE_VM_H
#define EVLITE_VM_H

#include <stddef.h>
#include <stdint.h>

/* The engine's machine under the name that the including file knows it by. */
#ifdef __XSALL__
typedef txMachine VmMachine;
#else
#include "xsmc.h"
typedef xsMachine VmMachine;
#endif

/* Creation parameters, in the words of a Moddable manifest. Counts of slots, except the chunks' (bytes). */
typedef struct {
	int staticSize; /* bytes: the one block for stack, slots and chunks */
	int chunkInitial, chunkIncremental;
	int slotInitial, slotIncremental;
	int stack;
	int keysInitial, keysIncremental;
} VmCreation;

typedef struct {
	const char *name;
	void (*call)(VmMachine *);
} VmNative;

/* Figures of the device's machine. */
typedef struct {
	int slotSize;
	int slots, slotsPeak; /* in use, garbage included */
	int chunks, chunksPeak; /* bytes, likewise */
	int stackPeak, stack; /* slots */
	int keys, aliases;
	int sideBytes; /* key, name, symbol and alias tables, malloc'ed beside the static block */
	int freeNow, freeMin; /* bytes of the static block */
	uint64_t collections, meter;
} VmFigures;

/* memory.c */
void *memoryRom(void);
void *memoryDevice(int staticSize);
void memorySealRom(void);
size_t memoryRomBytes(void);
void memorySample(VmMachine *the);
int memoryFreeMin(void);
int memoryFreeNow(VmMachine *the);
void memoryResetPeaks(VmMachine *the);
uint8_t *memoryBlock(int *bytes);

/* code.c */
typedef struct CodeModule {
	struct CodeModule *next;
	char *name, *path;
	int builtin, preload;
	uint8_t *code;
	int size;
	void *hosts;
	int hostCount;
	int *lines; /* pairs (offset, line), ascending */
	int lineCount;
} CodeModule;
CodeModule *codeFind(const char *name);
CodeModule *codeFirst(void);
CodeModule *codeAdd(VmMachine *the, const char *name, const char *path, int builtin);
const CodeModule *codeAt(const void *address, int *line);
size_t codeBytes(void);
extern const VmNative *const vmNatives[]; /* NULL-terminated list of NULL-name-terminated tables */

/* rom.c */
VmMachine *romCreate(void);
void romImport(VmMachine *the, const char *name);
void romFreeze(VmMachine *the);
void romShare(VmMachine *the);
VmMachine *romClone(VmMachine *root, const VmCreation *creation);
typedef void (*RomWarning)(const char *where, const char *what);
int romCheck(VmMachine *the, RomWarning warn);

/* vm.c */
void vmStart(VmMachine *the, uint64_t meterLimit, int profile);
void vmRunMain(VmMachine *the, const char *name);
void vmAfterEvent(VmMachine *the);
void vmRunPromiseJobs(VmMachine *the);
void vmCollect(VmMachine *the);
void vmFigures(VmMachine *the, VmFigures *figures);
void vmForgetUnits(VmMachine *the);
int vmLastPosition(char *buffer, size_t size); /* of the last throw or abort, as JSON: {...} */
const char *vmThrownAt(void); /* "file:line" of the program where the last exception was thrown, "" if unknown */
void vmRequestStop(void);
double vmServedRequests(VmMachine *the);
double vmGlobalNumber(VmMachine *the, const char *object, const char *property);
void vmProfileReport(void (*line)(const char *where, uint64_t units));

/* calls.c */
int callsFrom(VmMachine *the, const char *prefix);

/* trace.c */
typedef void (*TraceLine)(const char *where, const char *kind, uint64_t count, uint64_t slots, uint64_t bytes);
void traceOpen(int wanted);
void traceStart(void);
void traceStop(void);
void traceSettle(void);
void traceReport(TraceLine line);
void traceLive(VmMachine *the, TraceLine line);

/* Provided by report.c and loop.c. */
void reportAbort(VmMachine *the, const char *status, const char *message);
void loopPromiseJobs(VmMachine *the);

#endif
