/*
 * Where the program allocates (--trace-alloc): each slot and chunk is noted with the innermost source line that is
 * not the simulator's own. Two accounts: what was allocated since main finished, garbage included, and what is live at the
 * end, with what start-up left. Slots are counted by the kind of object they belong to.
 */
#include "xsAll.h"
#include "vm.h"

enum { KIND_LIMIT = 256, FRESH_MAX = 4096 };

typedef struct { const CodeModule *module; int line; } Site;
typedef struct { int site; uint8_t kind; uint64_t count, slots, bytes; } Account;
typedef struct { txSlot *slot; int site; } Fresh;

static int tracing, counting;
static Site *sites;
static int siteCount, siteCapacity;
static Account *accounts;
static int accountCount, accountCapacity;
static uint16_t *siteOfSlot; /* by place in the static block */
static uint8_t *base;
static size_t places;
static Fresh fresh[FRESH_MAX]; /* slots whose kind is not known yet: they are filled after they are allocated */
static int freshCount;

/* Names of kinds, of the object that has a slot of that kind first, or of the slot itself. */
static const char *kindName(int kind)
{
	switch (kind) {
	case XS_STRING_KIND: case XS_STRING_X_KIND: return "string";
	case XS_BIGINT_KIND: case XS_BIGINT_X_KIND: return "BigInt";
	case XS_NUMBER_KIND: case XS_INTEGER_KIND: case XS_BOOLEAN_KIND: case XS_UNDEFINED_KIND: case XS_NULL_KIND:
	case XS_REFERENCE_KIND: case XS_SYMBOL_KIND: return "property";
	case XS_CLOSURE_KIND: return "closure";
	case XS_INSTANCE_KIND: return "object";
	case XS_ARGUMENTS_SLOPPY_KIND: case XS_ARGUMENTS_STRICT_KIND: return "arguments";
	case XS_ARRAY_KIND: return "Array";
	case XS_ARRAY_BUFFER_KIND: return "ArrayBuffer";
	case XS_CALLBACK_KIND: case XS_CODE_KIND: case XS_CODE_X_KIND: return "function";
	case XS_DATE_KIND: return "Date";
	case XS_DATA_VIEW_KIND: return "DataView";
	case XS_ERROR_KIND: return "Error";
	case XS_HOST_KIND: return "host object";
	case XS_MAP_KIND: return "Map";
	case XS_SET_KIND: return "Set";
	case XS_MODULE_KIND: case XS_PROGRAM_KIND: return "module";
	case XS_PROMISE_KIND: return "Promise";
	case XS_REGEXP_KIND: return "RegExp";
	case XS_TYPED_ARRAY_KIND: return "typed array";
	case KIND_LIMIT - 1: return "chunk";
	default: return "other";
	}
}

void traceOpen(int wanted) { tracing = wanted; }

static int siteOf(const CodeModule *module, int line)
{
	for (int i = siteCount - 1; i >= 0; i--)
		if (sites[i].module == module && sites[i].line == line) return i;
	if (siteCount == 65535) return 0;
	if (siteCount == siteCapacity) sites = realloc(sites, sizeof(*sites) * (size_t)(siteCapacity += 1024));
	sites[siteCount] = (Site){ module, line };
	return siteCount++;
}

/* The innermost line of a module that is not built in; of a built-in one if there is no other. */
static int currentSite(txMachine *the)
{
	txByte *code = the->code;
	txSlot *frame = the->frame;
	const CodeModule *own = NULL;
	int line, ownLine = 0;
	for (;;) {
		const CodeModule *module = code ? codeAt(code, &line) : NULL;
		if (module && !module->builtin) return siteOf(module, line);
		if (module && !own) {
			own = module;
			ownLine = line;
		}
		if (!frame) break;
		code = frame->value.frame.code; /* after the call */
		if (code) code--;
		frame = frame->next;
	}
	return siteOf(own, ownLine);
}

static Account *account(int site, int kind)
{
	for (int i = 0; i < accountCount; i++)
		if (accounts[i].site == site && accounts[i].kind == kind) return &accounts[i];
	if (accountCount == accountCapacity)
		accounts = realloc(accounts, sizeof(*accounts) * (size_t)(accountCapacity += 256));
	accounts[accountCount] = (Account){ site, (uint8_t)kind, 0, 0, 0 };
	return &accounts[accountCount++];
}

/* What an object is, by the first of its own slots. */
static int kindOf(const txSlot *slot)
{
	const txSlot *first = slot->next;
	if (slot->kind != XS_INSTANCE_KIND) return slot->kind;
	if (first && (first->flag & XS_INTERNAL_FLAG)) return first->kind;
	return XS_INSTANCE_KIND;
}

/* Accounts for the slots allocated since last: whole objects, then what belongs to none of them. */
static void settle(void)
{
	for (int i = 0; i < freshCount; i++) {
		txSlot *slot = fresh[i].slot;
		Account *to;
		if (slot->kind != XS_INSTANCE_KIND) continue;
		to = account(fresh[i].site, kindOf(slot));
		to->count++;
		to->slots++;
		for (txSlot *part = slot->next; part; part = part->next)
			for (int k = i + 1; k < freshCount && k < i + 64; k++)
				if (fresh[k].slot == part && fresh[k].site >= 0 && part->kind != XS_INSTANCE_KIND) {
					to->slots++;
					fresh[k].site = -1;
					break;
				}
		fresh[i].site = -1;
	}
	for (int i = 0; i < freshCount; i++) {
		Account *to;
		if (fresh[i].site < 0) continue;
		to = account(fresh[i].site, kindOf(fresh[i].slot));
		to->count++;
		to->slots++;
	}
	freshCount = 0;
}

static void noteMemory(txMachine *the)
{
	int bytes;
	base = memoryBlock(&bytes);
	places = (size_t)bytes / sizeof(txSlot);
	siteOfSlot = calloc(places, sizeof(*siteOfSlot));
	siteOf(NULL, 0); /* site 0: before any program ran */
}

/* Called by the patched fxNewSlot. */
void simSlot(txMachine *the, txSlot *slot)
{
	int site;
	if (!tracing || !the->sharedMachine) return;
	if (!siteOfSlot) noteMemory(the);
	site = currentSite(the);
	siteOfSlot[(size_t)((uint8_t *)slot - base) / sizeof(txSlot)] = (uint16_t)site;
	if (!counting) return;
	if (freshCount == FRESH_MAX) settle();
	fresh[freshCount++] = (Fresh){ slot, site };
}

/* Called by the patched fxCheckChunk, with the size that the chunk takes. */
void simChunk(txMachine *the, txSize size)
{
	Account *to;
	if (!counting || !the->sharedMachine) return;
	to = account(currentSite(the), KIND_LIMIT - 1);
	to->count++;
	to->bytes += (uint64_t)size;
}

/* Before slots are freed, and at the end of each event. */
void traceSettle(void)
{
	if (freshCount) settle();
}

/* From here on allocations are counted: main has finished. */
void traceStart(void) { counting = tracing; }
void traceStop(void)
{
	traceSettle();
	counting = 0;
}

static int bySize(const void *a, const void *b)
{
	const Account *x = a, *y = b;
	uint64_t left = x->slots * sizeof(txSlot) + x->bytes, right = y->slots * sizeof(txSlot) + y->bytes;
	return left < right ? 1 : left > right ? -1 : 0;
}

void traceReport(TraceLine line)
{
	qsort(accounts, (size_t)accountCount, sizeof(*accounts), bySize);
	for (int i = 0; i < accountCount; i++) {
		const Site *site = &sites[accounts[i].site];
		char where[300];
		snprintf(where, sizeof(where), "%s:%d", site->module ? site->module->name : "(native)", site->line);
		line(where, kindName(accounts[i].kind), accounts[i].count, accounts[i].slots, accounts[i].bytes);
	}
}

/* Bytes of the chunk that a slot holds, 0 if none or if it lies in ROM. */
static uint64_t chunkOf(const txSlot *slot)
{
	const void *data = NULL;
	switch (slot->kind) {
	case XS_STRING_KIND: data = slot->value.string; break;
	case XS_BIGINT_KIND: data = slot->value.bigint.data; break;
	case XS_ARGUMENTS_SLOPPY_KIND: case XS_ARGUMENTS_STRICT_KIND: case XS_ARRAY_KIND: case XS_STACK_KIND:
		data = slot->value.array.address; break;
	case XS_ARRAY_BUFFER_KIND: data = slot->value.arrayBuffer.address; break;
	case XS_CODE_KIND: data = slot->value.code.address; break;
	case XS_GLOBAL_KIND: case XS_MAP_KIND: case XS_SET_KIND: data = slot->value.table.address; break;
	case XS_IDS_KIND: data = slot->value.IDs; break;
	case XS_KEY_KIND: data = slot->value.key.string; break;
	case XS_HOST_KIND: if (slot->flag & XS_HOST_CHUNK_FLAG) data = slot->value.host.data; break;
	default: break;
	}
	if ((const uint8_t *)data < base || (const uint8_t *)data >= base + places * sizeof(txSlot)) return 0;
	return (uint64_t)((const txChunk *)((const uint8_t *)data - sizeof(txChunk)))->size;
}

static size_t placeOf(const txSlot *slot) { return (size_t)((const uint8_t *)slot - base) / sizeof(txSlot); }

static void addLive(const txSlot *slot, int kind, int isObject)
{
	Account *to = account(siteOfSlot[placeOf(slot)], kind);
	to->count += (uint64_t)isObject;
	to->slots++;
	to->bytes += chunkOf(slot);
}

/* What lives, by the line that allocated it; right after a collection. Slots inside an object count as its kind. */
void traceLive(txMachine *the, TraceLine line)
{
	const txSlot *slot, *part, *block;
	uint8_t *done;
	if (!siteOfSlot) return;
	done = calloc(places, 1);
	for (slot = the->freeHeap; slot; slot = slot->next) done[placeOf(slot)] = 1;
	accountCount = 0;
	for (block = the->firstHeap; block; block = block->next)
		for (slot = block + 1; slot < block->value.reference; slot++) {
			int kind = kindOf(slot);
			if (slot->kind != XS_INSTANCE_KIND || done[placeOf(slot)]) continue;
			done[placeOf(slot)] = 1;
			addLive(slot, kind, 1);
			for (part = slot->next; part && (part->flag & XS_INTERNAL_FLAG); part = part->next) {
				if ((const uint8_t *)part < base || (const uint8_t *)part >= base + places * sizeof(txSlot)) break;
				done[placeOf(part)] = 1;
				addLive(part, kind, 0);
			}
		}
	for (block = the->firstHeap; block; block = block->next)
		for (slot = block + 1; slot < block->value.reference; slot++)
			if (!done[placeOf(slot)]) addLive(slot, slot->kind, 1);
	traceReport(line);
	free(done);
}
