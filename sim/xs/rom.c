/*
 * ROM: the link-time machine, which holds the intrinsics and all preloaded modules, and the device's machine cloned
 * from it. Freezing follows the device's linker (xsl): functions, prototypes, environments and what cannot be
 * aliased are read-only; every other instance and every module variable that is not constant gets an alias, that is
 * a pointer in RAM, and a copy in RAM once it is written. xs.md section 3.
 */
#include "xsAll.h"
#include "vm.h"

enum { NAME_MODULO = 53, SYMBOL_MODULO = 3 };

static const char freezeSource[] =
	"(function (g) {"
	"const f = Object.freeze, p = Object.getPrototypeOf;"
	"for (const n of Object.getOwnPropertyNames(g)) {"
	"	const v = g[n];"
	"	if (typeof v === 'function') { if (v.prototype) f(v.prototype); }"
	"	else if (typeof v === 'object' && v !== null && v !== g) f(v);"
	"}"
	"for (const o of [[], new Map(), new Set(), '', 'a'.matchAll(/a/g)]) { const i = o[Symbol.iterator](); f(p(i)); f(p(p(i))); }"
	"f(p('a'.matchAll(/a/g)));"
	"f(Array.prototype[Symbol.unscopables]);"
	"f(p(Int8Array).prototype);"
	"for (const h of [function* () {}, async function () {}, async function* () {}]) {"
	"	f(p(h)); if (h.prototype) { f(p(h.prototype)); f(p(p(h.prototype))); }"
	"}"
	"})(globalThis)";

static txCreation toCreation(const VmCreation *from)
{
	txCreation to;
	memset(&to, 0, sizeof(to));
	to.initialChunkSize = from->chunkInitial;
	to.incrementalChunkSize = from->chunkIncremental;
	to.initialHeapCount = from->slotInitial;
	to.incrementalHeapCount = from->slotIncremental;
	to.stackCount = from->stack;
	to.initialKeyCount = from->keysInitial;
	to.incrementalKeyCount = from->keysIncremental;
	to.nameModulo = NAME_MODULO; /* equal in ROM and clone, which shares the tables */
	to.symbolModulo = SYMBOL_MODULO;
	to.parserBufferSize = 32 * 1024;
	to.parserTableModulo = 1993;
	return to;
}

void fxCreateMachinePlatform(txMachine *the) { the->memory = the->context; }
void fxDeleteMachinePlatform(txMachine *the) {}

txMachine *romCreate(void)
{
	static const VmCreation large = { 0, 1 << 20, 1 << 18, 1 << 16, 1 << 13, 4096, 6000, 1000 };
	txCreation creation = toCreation(&large);
	return fxCreateMachine(&creation, "rom", memoryRom(), XS_NO_ID);
}

txMachine *romClone(txMachine *root, const VmCreation *creation)
{
	txCreation device = toCreation(creation);
	return fxCloneMachine(&device, root, "device", memoryDevice(creation->staticSize));
}

/* Runs the module's body now, while linking: its classes, functions and constants become ROM. */
void romImport(txMachine *the, const char *name)
{
	fxBeginHost(the);
	mxPushStringX((txString)name);
	fxAwaitImport(the, XS_IMPORT_NAMESPACE);
	mxPop();
	fxEndHost(the);
	vmRunPromiseJobs(the);
}

void romFreeze(txMachine *the)
{
	txStringCStream stream = { (txString)freezeSource, 0, (txSize)strlen(freezeSource) };
	txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	txScript *script = fxParseScript(the, &stream, fxStringCGetter, mxProgramFlag | mxStrictFlag);
	fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
		mxProgram.value.reference);
	mxPop();
}

#define FOR_EACH_SLOT(SLOT) \
	for (txSlot *heap_ = the->firstHeap; heap_; heap_ = heap_->next) \
		for (txSlot *SLOT = heap_ + 1; SLOT < heap_->value.reference; SLOT++)

static int isCode(const txSlot *slot)
{
	return slot->kind == XS_CALLBACK_KIND || slot->kind == XS_CALLBACK_X_KIND || slot->kind == XS_CODE_KIND
		|| slot->kind == XS_CODE_X_KIND;
}

static void freezeInstance(txSlot *instance)
{
	for (txSlot *property = instance->next; property; property = property->next) {
		if (property->kind != XS_ACCESSOR_KIND) property->flag |= XS_DONT_SET_FLAG;
		property->flag |= XS_DONT_DELETE_FLAG;
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

/* What the linker freezes by itself: code, prototypes, and kinds that have no alias. */
static void freezeByKind(txMachine *the, txSlot *instance)
{
	txSlot *property = instance->next;
	if (!property || !(property->flag & XS_INTERNAL_FLAG)) return;
	if (isCode(property)) {
		freezeInstance(instance);
		if (!(instance->flag & XS_CAN_CONSTRUCT_FLAG)) return;
		for (property = property->next; property; property = property->next)
			if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
				freezeInstance(property->value.reference);
		return;
	}
	switch (property->kind) {
	case XS_MAP_KIND: case XS_SET_KIND: case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND: case XS_WEAK_REF_KIND:
	case XS_ARRAY_BUFFER_KIND: case XS_DATA_VIEW_KIND: case XS_TYPED_ARRAY_KIND: case XS_PROXY_KIND: case XS_REGEXP_KIND:
		freezeInstance(instance);
		break;
	case XS_PROMISE_KIND:
		freezeInstance(instance);
		if (property->next->kind == XS_REFERENCE_KIND) freezeInstance(property->next->value.reference);
		break;
	default:
		if (property->ID == XS_ENVIRONMENT_BEHAVIOR) freezeInstance(instance);
	}
}

static int isFrozen(txMachine *the, txSlot *instance)
{
	if (!(instance->flag & XS_DONT_PATCH_FLAG)) return 0;
	for (txSlot *property = instance->next; property; property = property->next) {
		if (property->kind == XS_ARRAY_KIND) {
			txSlot *item = property->value.array.address;
			for (txIndex n = item ? fxGetIndexSize(the, property) : 0; n; n--, item++)
				if (!(item->flag & XS_DONT_DELETE_FLAG) || (item->kind != XS_ACCESSOR_KIND && !(item->flag & XS_DONT_SET_FLAG)))
					return 0;
		}
		else if (property->flag & XS_INTERNAL_FLAG) continue;
		else if (!(property->flag & XS_DONT_DELETE_FLAG)
			|| (property->kind != XS_ACCESSOR_KIND && !(property->flag & XS_DONT_SET_FLAG)))
			return 0;
	}
	return 1;
}

/* Contents that Object.freeze leaves writable are not, in flash. */
static void petrify(txSlot *instance)
{
	for (txSlot *property = instance->next; property && (property->flag & XS_INTERNAL_FLAG); property = property->next) {
		switch (property->kind) {
		case XS_ARRAY_BUFFER_KIND: case XS_DATE_KIND: case XS_MAP_KIND: case XS_REGEXP_KIND: case XS_SET_KIND:
		case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND:
			property->flag |= XS_DONT_SET_FLAG;
			break;
		case XS_PRIVATE_KIND:
			for (txSlot *item = property->value.private.first; item; item = item->next) {
				if (item->kind != XS_ACCESSOR_KIND) item->flag |= XS_DONT_SET_FLAG;
				item->flag |= XS_DONT_DELETE_FLAG;
			}
		}
	}
}

static int holdsFunction(const txSlot *closure)
{
	if (closure->kind == XS_HOST_FUNCTION_KIND) return 1;
	return closure->kind == XS_REFERENCE_KIND && closure->value.reference->next && isCode(closure->value.reference->next);
}

/* Numbers aliases anew (fxShare counts from 0, which means none). */
static void numberAliases(txMachine *the)
{
	txID count = 1;
	FOR_EACH_SLOT(slot)
		if (slot->kind == XS_CLOSURE_KIND) slot->value.closure->ID = XS_NO_ID;
	FOR_EACH_SLOT(instance) {
		if (instance->kind != XS_INSTANCE_KIND) continue;
		instance->ID = XS_NO_ID;
		if (isFrozen(the, instance)) petrify(instance);
		else instance->ID = count++;
	}
	FOR_EACH_SLOT(slot) {
		txSlot *closure = slot->value.closure;
		if (slot->kind != XS_CLOSURE_KIND) continue;
		if (holdsFunction(closure)) closure->flag |= XS_DONT_SET_FLAG;
		if (closure->flag & XS_DONT_SET_FLAG) closure->flag |= XS_DONT_DELETE_FLAG;
		else if (closure->ID == XS_NO_ID) closure->ID = count++;
	}
	the->aliasCount = count;
}

/* Slots that own chunks become their X kinds, so that the collector never relocates them. */
static void toRom(txSlot *slot)
{
	switch (slot->kind) {
	case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
	case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
	case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
	case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
	case XS_CALLBACK_KIND: slot->kind = XS_CALLBACK_X_KIND; break;
	case XS_ARRAY_KIND:
		if (slot->value.array.address) {
			txSlot *item = slot->value.array.address;
			txIndex n = ((txChunk *)((txByte *)item - sizeof(txChunk)))->size / (txIndex)sizeof(txSlot);
			for (; n; n--, item++) {
				toRom(item);
				item->flag |= XS_MARK_FLAG;
			}
		}
	}
}

void romShare(txMachine *the)
{
	fxCollectGarbage(the);
	FOR_EACH_SLOT(instance)
		if (instance->kind == XS_INSTANCE_KIND) freezeByKind(the, instance);
	fxShareMachine(the);
	numberAliases(the);
	FOR_EACH_SLOT(slot) toRom(slot);
	for (txSlot *slot = the->stack; slot < the->stackTop; slot++) toRom(slot);
}
