/* Who is calling: modules of the functions that are under way. */
#include "xsAll.h"
#include "vm.h"

/* Returns whether a function of a module whose name begins with `prefix` is among the calls under way. */
int callsFrom(VmMachine *the, const char *prefix)
{
	size_t length = strlen(prefix);
	txByte *code = the->code;
	for (txSlot *frame = the->frame;; frame = frame->next) {
		int line;
		const CodeModule *module = code ? codeAt(code, &line) : NULL;
		if (module && !strncmp(module->name, prefix, length)) return 1;
		if (!frame) return 0;
		code = frame->value.frame.code; /* after the call */
		if (code) code--;
	}
}
