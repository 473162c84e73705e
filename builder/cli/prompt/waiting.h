/* waiting - for what a person types, while other things may happen. */
#ifndef WAITING_H
#define WAITING_H

#include "base/fail.h"

enum waited {
	WAITED_INPUT,   /* there is something to read, or it has ended */
	WAITED_CHANGE,  /* the watched descriptor is readable */
	WAITED_NOTHING, /* a moment is over */
	WAITED_STOP,    /* interrupted: *why says so */
};

/* For a moment, on stdin and on `watched`; -1: on stdin alone. */
enum waited waiting_for_input(int watched, struct failure *why);

#endif
