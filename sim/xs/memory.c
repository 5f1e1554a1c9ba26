/*
 * Memory as a device has it. One static block holds the stack and the slots, which grow down from its end, and the chunks,
 * which grow up from its start; when they meet, XS aborts, which on a device is a reset. The ROM arena holds
 * everything of the link-time machine, and is made read-only before the device's machine runs.
 */
#include "xsAll.h"
#include "vm.h"
#include <sys/mman.h>

enum { ROM_SIZE = 48 << 20, ROM_GAP = 64 };

typedef struct {
	int rom;
	uint8_t *base, *end;
	uint8_t *low, *high; /* first free byte above the chunks, first used byte of the slots */
} Memory;

static Memory rom, device;
static int freeMin;

static Memory *memoryOf(txMachine *the) { return (Memory *)the->context; }

void *memoryRom(void)
{
	void *arena = mmap(NULL, ROM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena == MAP_FAILED) return NULL;
	rom.rom = 1;
	rom.base = rom.low = arena;
	rom.end = rom.base + ROM_SIZE;
	return &rom;
}

void *memoryDevice(int staticSize)
{
	int size = (staticSize + 63) & ~63;
	device.base = device.low = aligned_alloc(64, size);
	device.end = device.high = device.base + staticSize;
	freeMin = staticSize;
	return &device;
}

/* From here on a write to ROM is a segmentation fault, as it is an exception on a device. */
void memorySealRom(void)
{
	mprotect(rom.base, (size_t)((rom.low - rom.base + 4095) & ~4095), PROT_READ);
}

size_t memoryRomBytes(void) { return (size_t)(rom.low - rom.base); }

static void *romAllocate(size_t size)
{
	uint8_t *block = rom.low;
	size = (size + 63) & ~(size_t)63;
	if (block + size + ROM_GAP > rom.end) return NULL;
	rom.low += size + ROM_GAP; /* the gap keeps XS from merging blocks */
	return block;
}

/* XS asks for blocks of chunks; a device has one, grown in place by what is missing. */
void *fxAllocateChunks(txMachine *the, txSize size)
{
	Memory *memory = memoryOf(the);
	txBlock *block = the->firstBlock;
	txSize missing;
	if (memory->rom) return romAllocate(size);
	if (!block) {
		if (memory->low + size > memory->high) return NULL;
		memory->low += size;
		return memory->low - size;
	}
	missing = size - (txSize)sizeof(txBlock) - (txSize)(block->limit - block->current);
	if (missing < 0) missing = 0;
	if (memory->low + missing > memory->high) return NULL;
	memory->low += missing;
	block->limit = (txByte *)memory->low - size; /* fxGrowChunks adds size to both */
	the->maximumChunksSize += missing - size;
	return block->limit;
}

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
	Memory *memory = memoryOf(the);
	size_t size = (size_t)count * sizeof(txSlot);
	txBlock *block = the->firstBlock;
	if (memory->rom) return romAllocate(size);
	if ((size_t)(memory->high - memory->low) < size && block) {
		fxCollect(the, XS_COMPACT_FLAG | XS_ORGANIC_FLAG); /* then hand the chunks' free tail to the slots */
		the->maximumChunksSize -= (txSize)(block->limit - block->current);
		block->limit = block->current;
		memory->low = (uint8_t *)block->current;
	}
	if ((size_t)(memory->high - memory->low) < size) return NULL;
	memory->high -= size;
	return (txSlot *)memory->high;
}

void fxFreeChunks(txMachine *the, void *block) {}
void fxFreeSlots(txMachine *the, void *block) {}

int memoryFreeNow(txMachine *the)
{
	size_t used = (size_t)(the->stackTop - the->stackBottom) * sizeof(txSlot)
		+ (size_t)the->currentHeapCount * sizeof(txSlot) + (size_t)the->currentChunksSize;
	return (int)(device.end - device.base) - (int)used;
}

/* Usage only grows between collections, so that sampling before each one and after each event finds the least exactly. */
void memorySample(txMachine *the)
{
	int now;
	if (memoryOf(the)->rom) return;
	now = memoryFreeNow(the);
	if (now < freeMin) freeMin = now;
}

int memoryFreeMin(void) { return freeMin; }

/* The device's static block. */
uint8_t *memoryBlock(int *bytes)
{
	*bytes = (int)(device.end - device.base);
	return device.base;
}

void memoryResetPeaks(txMachine *the)
{
	the->peakHeapCount = the->currentHeapCount;
	the->peakChunksSize = the->currentChunksSize;
	freeMin = memoryFreeNow(the);
}
