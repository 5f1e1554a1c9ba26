/* XS platform header of the simulator: what a device's xsHost.h is there. Given to every file as XSPLATFORM. */
#ifndef EVLITE_PLATFORM_H
#define EVLITE_PLATFORM_H

#if defined(__APPLE__)
	#undef mxMacOSX
	#define mxMacOSX 1
#else
	#undef mxLinux
	#define mxLinux 1
#endif

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define mxUsePOSIXThreads 1
#define mxUseGCCAtomics 1

/* XS's own defaults for what does not differ on a device. */
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

/* As device builds: 16-bit IDs (no mx32bitID), host functions without an object, small tables. */
#define mxHostFunctionPrimitive 1
#define mxTableMinLength 1

/* Where Math.random and Math.irandom get their numbers: on an ESP8266 a hardware register. */
extern int sim_random(void);
#define c_rand sim_random

/* The clock of a device counts from 1970 until it is set, which nothing here does. */
#include <sys/time.h>
typedef struct timeval c_timeval;
extern int simTimeOfDay(c_timeval *now, void *zone);
#define c_timezone timezone
#define c_gettimeofday simTimeOfDay

#define mxMachinePlatform \
	void *memory; \
	int promiseJobs; \
	void *waiterCondition; \
	void *waiterData; \
	void *waiterLink;

#endif
