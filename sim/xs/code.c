/*
 * Modules: parsed once at link time and executed in place, as from flash. Linking does to the bytecode what the device's
 * linker does: symbols become IDs, and functions and strings stay where they are instead of being copied to chunks.
 * A table beside the code maps it to source lines; the code itself is that of a release build, so that it is metered alike.
 */
#include "xsAll.h"
#include "xsScript.h"
#include "vm.h"

static CodeModule *modules, **lastModule = &modules;
static CodeModule *loading;

CodeModule *codeFirst(void) { return modules; }

CodeModule *codeFind(const char *name)
{
	CodeModule *module = modules;
	while (module && strcmp(module->name, name)) module = module->next;
	return module;
}

size_t codeBytes(void)
{
	size_t bytes = 0;
	for (CodeModule *module = modules; module; module = module->next)
		if (!module->builtin) bytes += (size_t)module->size;
	return bytes;
}

static void fail(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	exit(2);
}

/* The size of the instruction at p, operands included; an ID counts as it lies in the buffer. */
static txSize instructionSize(txByte *p)
{
	txSize size = gxCodeSizes[*(txU1 *)p];
	txU2 two;
	txS4 four;
	if (size > 0) return size;
	if (size == 0) return 1 + (txSize)sizeof(txID);
	if (size == -1) return 2 + *(txU1 *)(p + 1);
	if (size == -2) {
		txByte *q = p + 1;
		mxDecode2(q, two);
		return 3 + two;
	}
	txByte *q = p + 1;
	mxDecode4(q, four);
	return 5 + four;
}

static txID *linkSymbols(txMachine *the, txScript *script)
{
	txByte *p = (txByte *)script->symbolsBuffer;
	txID count, i, *ids;
	mxDecodeID(p, count);
	ids = malloc(count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (i = 1; i < count; i++) {
		ids[i] = fxNewNameC(the, (txString)p);
		p += strlen((char *)p) + 1;
	}
	return ids;
}

static void linkCode(txScript *script, const txID *ids)
{
	txByte *p = (txByte *)script->codeBuffer, *end = p + script->codeSize;
	while (p < end) {
		txByte *next = p + instructionSize(p);
		txU1 *code = (txU1 *)p;
		switch (*code) {
		case XS_CODE_CODE_1: *code = XS_CODE_CODE_ARCHIVE_1; break;
		case XS_CODE_CODE_2: *code = XS_CODE_CODE_ARCHIVE_2; break;
		case XS_CODE_CODE_4: *code = XS_CODE_CODE_ARCHIVE_4; break;
		case XS_CODE_STRING_1: *code = XS_CODE_STRING_ARCHIVE_1; break;
		case XS_CODE_STRING_2: *code = XS_CODE_STRING_ARCHIVE_2; break;
		case XS_CODE_STRING_4: *code = XS_CODE_STRING_ARCHIVE_4; break;
		default:
			if (gxCodeSizes[*code] == 0) {
				txID id;
				p++;
				mxDecodeID(p, id);
				if (id != XS_NO_ID) {
					id = ids[id];
					p -= sizeof(txID);
					mxEncodeID(p, id);
				}
			}
		}
		p = next;
	}
}

static txCallback findNative(const char *name)
{
	for (const VmNative *const *table = vmNatives; *table; table++)
		for (const VmNative *native = *table; native->name; native++)
			if (!strcmp(native->name, name)) return (txCallback)native->call;
	return NULL;
}

static void linkHosts(CodeModule *module, txScript *script, const txID *ids)
{
	txByte *p = (txByte *)script->hostsBuffer;
	txHostFunctionBuilder *hosts;
	txID count, id;
	if (!p) return;
	mxDecodeID(p, count);
	hosts = calloc((size_t)count, sizeof(*hosts));
	for (int i = 0; i < count; i++) {
		hosts[i].length = *(txS1 *)p++;
		mxDecodeID(p, id);
		hosts[i].id = (id != XS_NO_ID) ? ids[id] : XS_NO_ID;
		hosts[i].callback = findNative((char *)p);
		if (!hosts[i].callback) fail((char *)p, "no such native function");
		p += strlen((char *)p) + 1;
	}
	module->hosts = hosts;
	module->hostCount = count;
}

static int fileGetter(void *file) { return fgetc((FILE *)file); }

static txScript *parse(txMachine *the, const char *path, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript *script = NULL;
	txString map = NULL;
	FILE *file = fopen(path, "r");
	if (!file) fail(path, "cannot be opened");
	fxInitializeParser(&parser, the, 32 * 1024, 1993);
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.path = fxNewParserSymbol(&parser, (txString)path);
		parser.source = parser.path;
		fxParserTree(&parser, file, fileGetter, flags, &map);
		parser.flags |= flags & mxDebugFlag;
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
	fclose(file);
	fxTerminateParser(&parser);
	if (!script) fail(path, "does not parse");
	return script;
}

static size_t stem(const char *name)
{
	size_t n = strlen(name);
	return (n > 2 && name[n - 2] == '_' && isdigit((unsigned char)name[n - 1])) ? n - 2 : n;
}

/* Mnemonics of one instruction in several operand sizes differ in their last digit only ("code", "code_2"). */
static int sameInstruction(txU1 a, txU1 b)
{
	const char *x = gxCodeNames[a], *y = gxCodeNames[b];
	return a == b || (stem(x) == stem(y) && !strncmp(x, y, stem(x)));
}

/* Walks the release code and a debug parse of the same source side by side. Stops where they part. */
static void mapLines(txMachine *the, CodeModule *module, txScript *release, txUnsigned flags)
{
	txScript *debug = parse(the, module->path, flags | mxDebugFlag);
	txByte *p = (txByte *)release->codeBuffer, *start = p, *end = p + release->codeSize;
	txByte *q = (txByte *)debug->codeBuffer, *last = q + debug->codeSize;
	int capacity = 64, line = 0;
	module->lines = malloc(sizeof(int) * 2 * (size_t)capacity);
	while (p < end && q < last) {
		while (q < last && (*(txU1 *)q == XS_CODE_LINE || *(txU1 *)q == XS_CODE_FILE || *(txU1 *)q == XS_CODE_PROFILE)) {
			if (*(txU1 *)q == XS_CODE_LINE) {
				txU2 operand;
				txByte *at = q + 1;
				mxDecode2(at, operand);
				line = operand;
			}
			q += instructionSize(q);
		}
		if (q >= last || !sameInstruction(*(txU1 *)p, *(txU1 *)q)) break;
		if (!module->lineCount || module->lines[2 * module->lineCount - 1] != line) {
			if (module->lineCount == capacity)
				module->lines = realloc(module->lines, sizeof(int) * 2 * (size_t)(capacity *= 2));
			module->lines[2 * module->lineCount] = (int)(p - start);
			module->lines[2 * module->lineCount++ + 1] = line;
		}
		p += instructionSize(p);
		q += instructionSize(q);
	}
	fxDeleteScript(debug);
}

CodeModule *codeAdd(txMachine *the, const char *name, const char *path, int builtin)
{
	txUnsigned flags = builtin ? mxCFlag : 0;
	txScript *script = parse(the, path, flags);
	CodeModule *module = calloc(1, sizeof(*module));
	txID *ids;
	module->name = strdup(name);
	module->path = strdup(path);
	module->builtin = builtin;
	if (!builtin) mapLines(the, module, script, flags);
	ids = linkSymbols(the, script);
	linkCode(script, ids);
	linkHosts(module, script, ids);
	free(ids);
	module->code = (uint8_t *)script->codeBuffer;
	module->size = script->codeSize;
	*lastModule = module;
	lastModule = &module->next;
	fxNewNameC(the, (txString)name);
	return module;
}

/* The module whose code holds the address, and its line there (0 when unknown). */
const CodeModule *codeAt(const void *address, int *line)
{
	const uint8_t *at = address;
	*line = 0;
	for (const CodeModule *module = modules; module; module = module->next) {
		if (at < module->code || at >= module->code + module->size) continue;
		for (int i = 0; i < module->lineCount; i++) {
			if (module->lines[2 * i] > at - module->code && *line) break;
			*line = module->lines[2 * i + 1];
		}
		return module;
	}
	return NULL;
}

/* Resolves a relative specifier against the importing module's name. Returns 0 if it leads above the root. */
static int resolve(const char *base, const char *specifier, char *path, size_t size)
{
	char *slash;
	snprintf(path, size, "/%s", base);
	if ((slash = strrchr(path, '/'))) *slash = 0;
	for (;;) {
		if (!strncmp(specifier, "./", 2)) specifier += 2;
		else if (!strncmp(specifier, "../", 3)) {
			specifier += 3;
			if (!(slash = strrchr(path, '/'))) return 0;
			*slash = 0;
		}
		else break;
	}
	if (strlen(path) + strlen(specifier) + 2 > size) return 0;
	strcat(path, "/");
	strcat(path, specifier);
	memmove(path, path + 1, strlen(path));
	return 1;
}

txID fxFindModule(txMachine *the, txSlot *realm, txID moduleID, txSlot *slot)
{
	char name[C_PATH_MAX], path[C_PATH_MAX], *dot;
	fxToStringBuffer(the, slot, name, sizeof(name));
	if (name[0] == '.') {
		if (moduleID == XS_NO_ID) return XS_NO_ID;
		if (!resolve(fxGetKeyName(the, moduleID), name, path, sizeof(path))) return XS_NO_ID;
	}
	else strcpy(path, name);
	dot = strrchr(path, '.');
	if (dot && (!strcmp(dot, ".js") || !strcmp(dot, ".mjs"))) *dot = 0;
	return codeFind(path) ? fxNewNameC(the, path) : XS_NO_ID;
}

static void buildHosts(txMachine *the)
{
	fxBuildHosts(the, loading->hostCount, loading->hosts);
	mxPullSlot(mxResult);
}

void fxLoadModule(txMachine *the, txSlot *module, txID moduleID)
{
	CodeModule *found = codeFind(fxGetKeyName(the, moduleID));
	txScript script;
	if (!found) return;
	memset(&script, 0, sizeof(script));
	script.codeBuffer = (txS1 *)found->code;
	script.codeSize = found->size;
	script.path = found->name;
	if (found->hosts) {
		loading = found;
		script.callback = buildHosts;
	}
	fxResolveModule(the, module, moduleID, &script, C_NULL, C_NULL);
}
