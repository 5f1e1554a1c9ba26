/* Takes the place of xsDefaults.c: functions get no own length and name, as the device's linker strips them. */
#include "xsAll.h"
#define fxNewFunctionLength C_NULL
#define fxNewFunctionName C_NULL
#include "xsDefaults.c"
