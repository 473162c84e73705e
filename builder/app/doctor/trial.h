/* trial - a tiny stick made in memory and proven, to see whether the tools can do it. */
#ifndef TRIAL_H
#define TRIAL_H

#include "base/fail.h"
#include "base/layout.h"

/* With one file in one directory: every tool has its part. Fails as making a real one would. */
bool trial_stick(const struct layout *layout, struct failure *why) MUST_CHECK;

#endif
