/* log_place - whether the file of --log has another part in the same command. */
#ifndef LOG_PLACE_H
#define LOG_PLACE_H

#include "cli/options/options.h"

/* For a log that is there. FAIL_CONFLICT names what else uses the file. */
bool log_place_check(const struct options *options, struct failure *why) MUST_CHECK;

#endif
