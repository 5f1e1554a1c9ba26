/*
 * module timer, with the rules of modules/base/timer/mc/timer.c: a list in order of creation; a repeat that does not
 * drift; a one-shot dies after its callback even if that has scheduled it anew; parked timers live on.
 */
#include "io.h"

typedef struct Timer {
	struct Timer *next;
	xsMachine *the;
	xsSlot self;
	xsSlot *callback; /* NULL once cleared */
	int32_t due; /* tick */
	int repeat; /* ms; 0: one shot; -1: parked */
	int parked, firing, useCount;
} Timer;

static Timer *timers;

static void unlink_(Timer *timer)
{
	for (Timer **at = &timers; *at; at = &(*at)->next) {
		if (*at != timer) continue;
		timer->parked = 1;
		timer->firing = 0;
		if (--timer->useCount > 0) return;
		*at = timer->next;
		free(timer);
		return;
	}
}

static void mark(xsMachine *the, void *record, xsMarkRoot markRoot)
{
	Timer *timer = record;
	if (timer->callback) markRoot(the, timer->callback);
}

static void destructor(void *record)
{
	if (record) unlink_(record);
}

static const xsHostHooks hooks = { destructor, mark, NULL };

static void forget(xsMachine *the, Timer *timer)
{
	xsForget(timer->self);
	xsmcSetHostData(timer->self, NULL);
	xsmcSetHostDestructor(timer->self, NULL);
}

static void create(xsMachine *the, int delay, int repeat)
{
	Timer *timer = calloc(1, sizeof(*timer)), **last = &timers;
	timer->the = the;
	timer->callback = fxToReference(the, &xsArg(0));
	timer->due = (int32_t)((uint32_t)clockTicks() + (uint32_t)delay);
	timer->repeat = repeat;
	timer->useCount = 1;
	timer->self = xsNewHostObject(NULL);
	xsRemember(timer->self);
	xsmcSetHostData(timer->self, timer);
	xsSetHostHooks(timer->self, (xsHostHooks *)&hooks);
	while (*last) last = &(*last)->next;
	*last = timer;
	xsResult = timer->self;
}

static void timerSet(xsMachine *the)
{
	int count = xsmcArgc;
	if (!count || !xsmcIsCallable(xsArg(0))) xsUnknownError("not a function");
	create(the, count > 1 ? xsmcToInteger(xsArg(1)) : 0, count > 2 ? xsmcToInteger(xsArg(2)) : 0);
}

static void timerRepeat(xsMachine *the)
{
	int interval = xsmcToInteger(xsArg(1));
	create(the, interval, interval);
}

static void timerSchedule(xsMachine *the)
{
	int count = xsmcArgc;
	Timer *timer = xsmcGetHostDataValidate(xsArg(0), (void *)&hooks);
	if (count == 1) {
		timer->parked = 1;
		timer->firing = 0;
		timer->repeat = -1;
		return;
	}
	timer->due = (int32_t)((uint32_t)clockTicks() + (uint32_t)xsmcToInteger(xsArg(1)));
	timer->repeat = count > 2 ? xsmcToInteger(xsArg(2)) : 0;
	timer->parked = 0;
}

static void timerClear(xsMachine *the)
{
	Timer *timer;
	if (!xsmcArgc || xsmcTypeOf(xsArg(0)) != xsReferenceType) return;
	timer = xsmcGetHostData(xsArg(0));
	if (!timer) return;
	forget(the, timer);
	timer->callback = NULL;
	unlink_(timer);
}

/* Milliseconds until the next timer is due, 0 if one is, -1 if there is none. */
int timersNext(void)
{
	int32_t now = clockTicks(), least = -1;
	for (Timer *timer = timers; timer; timer = timer->next) {
		int32_t left = (int32_t)((uint32_t)timer->due - (uint32_t)now);
		if (timer->parked) continue;
		if (left <= 0) return 0;
		if (least < 0 || left < least) least = left;
	}
	return least;
}

static void fire(Timer *timer)
{
	xsBeginHost(timer->the);
	xsCallFunction1(xsReference(timer->callback), xsGlobal, xsAccess(timer->self));
	xsEndHost(timer->the);
	if (timer->callback && timer->repeat == 0) forget(timer->the, timer);
}

void timersExecute(xsMachine *the)
{
	int32_t now = clockTicks();
	Timer *timer;
	for (timer = timers; timer; timer = timer->next)
		if (!timer->parked && (int32_t)((uint32_t)timer->due - (uint32_t)now) <= 0) timer->firing = 1;
	for (timer = timers; timer;) {
		if (!timer->firing) {
			timer = timer->next;
			continue;
		}
		timer->firing = 0;
		timer->due = (int32_t)((uint32_t)timer->due + (uint32_t)timer->repeat);
		timer->useCount++;
		fire(timer);
		vmAfterEvent(the);
		timer->useCount--;
		if (timer->useCount <= 0 || timer->repeat == 0) {
			if (timer->useCount <= 0) timer->useCount = 1;
			unlink_(timer);
			timer = timers;
			continue;
		}
		timer = timer->next;
	}
}

const VmNative timerNatives[] = {
	{ "timer_set", timerSet },
	{ "timer_repeat", timerRepeat },
	{ "timer_schedule", timerSchedule },
	{ "timer_clear", timerClear },
	{ NULL, NULL },
};
