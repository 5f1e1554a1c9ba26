/*
 * The simulator's I/O: ECMA-419 classes over POSIX sockets, behaving as Moddable's do on lwip devices. Native records
 * are malloc'ed outside the VM, as on the device. Nothing calls into JavaScript but messages, delivered one by one by the loop.
 */
#ifndef EVLITE_IO_H
#define EVLITE_IO_H

#include "xsmc.h"
#include "vm.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A board's network, and how this run maps it to the desktop. */
typedef struct {
	int sockets; /* TCP connections at a time, those still closing included */
	int listeners, udpSockets;
	int sendWindow, receiveWindow; /* bytes a connection */
	const char *address; /* what listeners and UDP sockets bind to */
	int firstPort; /* the desktop's port for the first one that the program asks for, or -1 */
	struct { int device, local; } map[16];
	int mapCount;
	int32_t ticksStart;
} Network;
extern Network network;

/* Something with a file descriptor. The loop polls it for `events` and calls `ready` with what poll answered. */
typedef struct IoSource {
	struct IoSource *next;
	int fd;
	short events;
	void (*prepare)(struct IoSource *); /* sets events; may be NULL */
	void (*ready)(struct IoSource *, short revents);
	int dead; /* freed by the loop */
} IoSource;

void ioAdd(IoSource *source);

/* Posts to the device's message queue; deliver runs in a later turn, in order. */
void ioPost(xsMachine *the, void (*deliver)(xsMachine *the, void *record), void *record);

/* Calls back from a delivery. */
void ioCall(xsMachine *the, xsSlot *function, xsSlot *self, int argument);
void ioCallNone(xsMachine *the, xsSlot *function, xsSlot *self);

/* Options. */
xsSlot *optionCallback(xsMachine *the, xsIdentifier id);
int optionPort(xsMachine *the, xsIdentifier id, int fallback);
void optionTarget(xsMachine *the);

/* Property names, interned while linking. */
typedef struct {
	xsIdentifier onReadable, onWritable, onError, address, port, from, format, target, nodelay, pin, mode, edge,
		timeToLive, activeLow, initialValue;
} IoNames;
extern IoNames names;
void namesIntern(xsMachine *the);

/* loop.c */
extern int exitCode;
extern int errorCount; /* errors that the program does not handle */
void loopRun(xsMachine *the);
void loopExit(int code);
int32_t clockTicks(void);
double clockMs(void);
int openConnections(void);
int peakConnections(void);



/* timer.c */
int timersNext(void);
void timersExecute(xsMachine *the);

/* digital.c */
int digitalLoad(const char *path);
int digitalNext(void);
void digitalExecute(xsMachine *the);
void digitalSet(int pin, int level);

/* listener.c */
int localPort(int devicePort); /* the desktop's port for the device's */

/* report.c */
void reportOpen(int fd, const char *board);
int reportFd(void);
void reportNote(const char *format, ...);
void reportSnapshot(xsMachine *the, const char *label);
void reportStatus(xsMachine *the);
int reportStatusNext(void);
void reportFinal(xsMachine *the, const char *status);
void reportStart(xsMachine *the);
void reportProfile(int wanted);
void reportTrace(int wanted);
void reportStatusEvery(int ms);
void reportStaticSize(int bytes);
void reportWarning(const char *where, const char *what);
extern double programCount;

extern const VmNative tcpNatives[], listenerNatives[], udpNatives[], timerNatives[], digitalNatives[], miscNatives[];

#endif
