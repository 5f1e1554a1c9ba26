/*
 * The link step's warnings: what a preloaded module leaves writable, hence costs RAM and breaks the promise that
 * importing a library costs none. The rules and words are those of the device's linker (xslSlot.c): "no const" is a
 * module variable, "not frozen" an object. Only what is reached from a module's exports counts.
 */
#include "xsAll.h"
#include "vm.h"

typedef struct {
	RomWarning warn;
	int count;
	char path[512];
	uint8_t *reported; /* by alias */
} Check;

static void checkInstance(txMachine *the, Check *check, txSlot *instance);

/* Appends to the path and returns its former length. */
static size_t enter(txMachine *the, Check *check, const char *link, txID id)
{
	size_t length = strlen(check->path);
	const char *name = id == XS_NO_ID ? NULL : fxGetKeyName(the, id);
	snprintf(check->path + length, sizeof(check->path) - length, "%s%s", link, name ? name : "");
	return length;
}

static void leave(Check *check, size_t length) { check->path[length] = 0; }

static void report(Check *check, txID alias, const char *what)
{
	if (alias == XS_NO_ID || check->reported[alias]) return;
	check->reported[alias] = 1;
	check->count++;
	check->warn(check->path, what);
}

static void checkProperty(txMachine *the, Check *check, txSlot *property)
{
	if (property->kind == XS_REFERENCE_KIND) checkInstance(the, check, property->value.reference);
	else if (property->kind == XS_ACCESSOR_KIND) {
		if (property->value.accessor.getter) checkInstance(the, check, property->value.accessor.getter);
		if (property->value.accessor.setter) checkInstance(the, check, property->value.accessor.setter);
	}
}

static void checkEnvironment(txMachine *the, Check *check, txSlot *environment)
{
	if (environment->flag & XS_LEVEL_FLAG) return;
	environment->flag |= XS_LEVEL_FLAG;
	if (environment->value.instance.prototype) checkEnvironment(the, check, environment->value.instance.prototype);
	for (txSlot *variable = environment->next; variable; variable = variable->next) {
		size_t length;
		txSlot *closure = variable->value.closure;
		if (variable->kind != XS_CLOSURE_KIND) continue;
		length = enter(the, check, "() ", variable->ID);
		report(check, closure->ID, "no const");
		if (closure->kind == XS_REFERENCE_KIND) checkInstance(the, check, closure->value.reference);
		leave(check, length);
	}
}

static void checkInternal(txMachine *the, Check *check, txSlot *property)
{
	if (property->kind == XS_ARRAY_KIND) {
		txSlot *item = property->value.array.address;
		for (txIndex n = item ? fxGetIndexSize(the, property) : 0; n; n--, item++) {
			size_t length = enter(the, check, "[]", XS_NO_ID);
			checkProperty(the, check, item);
			leave(check, length);
		}
	}
	else if (property->kind == XS_CODE_KIND || property->kind == XS_CODE_X_KIND) {
		if (property->value.code.closures) checkEnvironment(the, check, property->value.code.closures);
	}
	else if (property->kind == XS_PRIVATE_KIND) {
		for (txSlot *item = property->value.private.first; item; item = item->next) {
			size_t length = enter(the, check, ".", item->ID);
			checkProperty(the, check, item);
			leave(check, length);
		}
	}
}

static void checkInstance(txMachine *the, Check *check, txSlot *instance)
{
	txSlot *property = instance->next;
	if (instance->flag & XS_LEVEL_FLAG) return;
	instance->flag |= XS_LEVEL_FLAG;
	if (instance->value.instance.prototype) {
		size_t length = enter(the, check, ".__proto__", XS_NO_ID);
		checkInstance(the, check, instance->value.instance.prototype);
		leave(check, length);
	}
	report(check, instance->ID, "not frozen");
	for (; property && (property->flag & XS_INTERNAL_FLAG); property = property->next)
		checkInternal(the, check, property);
	for (; property; property = property->next) {
		size_t length = enter(the, check, ".", property->ID);
		checkProperty(the, check, property);
		leave(check, length);
	}
}

static void checkModule(txMachine *the, Check *check, txSlot *module)
{
	for (txSlot *export = mxModuleExports(module)->value.reference->next; export; export = export->next) {
		txSlot *closure = export->value.export.closure;
		size_t length;
		if (!closure) continue;
		length = enter(the, check, ": ", export->ID);
		report(check, closure->ID, "no const");
		if (closure->kind == XS_REFERENCE_KIND) checkInstance(the, check, closure->value.reference);
		leave(check, length);
	}
}

/* Call after romShare and before the ROM is sealed. Returns the number of warnings. */
int romCheck(txMachine *the, RomWarning warn)
{
	Check check = { warn, 0, "", calloc((size_t)the->aliasCount + 1, 1) };
	for (txSlot *module = mxProgram.value.reference->next; module; module = module->next) {
		const char *name = fxGetKeyName(the, module->ID);
		const CodeModule *code = name ? codeFind(name) : NULL;
		if (!code || code->builtin || !mxModuleExports(module)->value.reference) continue;
		snprintf(check.path, sizeof(check.path), "%s", name);
		checkModule(the, &check, module);
	}
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next)
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++)
			if (slot->kind == XS_INSTANCE_KIND) slot->flag &= ~XS_LEVEL_FLAG;
	free(check.reported);
	return check.count;
}
