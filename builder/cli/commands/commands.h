/*
 * commands - the commands that make no medium: fetch, cache, list, show, guide, devices,
 * inspect, verify, check-catalog, recipe, doctor, help.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "cli/output/report.h"

bool command_fetch(const struct options *options, struct report *report,
                   struct failure *why) MUST_CHECK;
bool command_list(const struct options *options, struct report *report,
                  struct failure *why) MUST_CHECK;
bool command_show(const struct options *options, struct report *report,
                  struct failure *why) MUST_CHECK;
bool command_guide(const struct options *options, struct report *report,
                   struct failure *why) MUST_CHECK;
bool command_devices(const struct options *options, struct report *report,
                     struct failure *why) MUST_CHECK;
bool command_inspect(const struct options *options, struct report *report,
                     struct failure *why) MUST_CHECK;
bool command_verify(const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

bool command_cache(const struct options *options, struct report *report,
                   struct failure *why) MUST_CHECK;

bool command_check_catalog(const struct options *options, struct report *report,
                           struct failure *why) MUST_CHECK;

/* Asks, and writes a vendor file. */
bool command_recipe(const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

/* FAIL_TOOL when something is missing that every image file needs. */
bool command_doctor(const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

bool command_help(const struct options *options, struct failure *why) MUST_CHECK;

#endif
