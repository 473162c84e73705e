/*
 * report - everything the user reads: text on a terminal, JSON lines for scripts.
 *
 * Results go to stdout, everything else to stderr. With --json every line on
 * stdout is one object with an "event": "plan", "progress", "problem", "remark",
 * "replug", "result", "rewritten", "summary" or "failure".
 *
 * A long step is a line that changes on a terminal, at most ten times a second; elsewhere it
 * is one line, when it ends. One whose total is 0 has no known end; one without any figure
 * waits for something, and elsewhere is named once.
 *
 * One thread writes at a time. Where several sticks are written at once each has a report of its
 * own, and they share a lock.
 */
#ifndef REPORT_H
#define REPORT_H

#include "app/ui.h"
#include "cli/options/options.h"

#include <jansson.h>
#include <pthread.h>
#include <time.h>

struct batch_progress;

enum { REPORT_STATUS = 128 };

struct report {
	struct ui ui; /* first, so that a report is what the use cases talk to */
	bool json;
	bool quiet;
	bool verbose;
	bool brief;         /* --yes without --verbose: no plan, and a line a stick */
	bool live;          /* stderr is a terminal that can change a line */
	const char *step;   /* the one being shown, or NULL */
	uint64_t step_from; /* bytes that were there when it began */
	uint64_t step_done; /* bytes, as last reported */
	bool step_ended;
	bool step_is_named;  /* off a terminal: a step without figures was */
	uint64_t step_limit; /* seconds after which a wait ends; 0: not known */
	struct timespec step_began;
	struct timespec last_shown;
	char status[REPORT_STATUS];
	const char *remark; /* precedes a step's figures; or NULL */
	const struct strings *typed;
	FILE *log; /* or NULL; parts have the whole's */

	struct batch_progress *batch; /* while several sticks are written at once, else NULL */

	/* Of one stick of several, else NULL: */
	const char *device;    /* the subject of every message */
	struct report *whole;  /* has the terminal's line */
	pthread_mutex_t *lock; /* recursive; the whole has it too, while there are parts */
};

/* The calls are those of report->ui, borrowed. */
void report_begin(struct report *report, const struct ui_calls *calls,
                  const struct options *options);

/* Opens the file of --log, if there is one. report_finish() closes it. */
bool report_log_begin(struct report *report, const struct options *options,
                      struct failure *why) MUST_CHECK;

/* A line in the log alone: a question, an answer. */
void report_log(struct report *report, const char *kind, const char *text);

/* The report of one stick of several. The texts and the whole are borrowed. */
void report_begin_part(struct report *part, struct report *whole, const char *device);

/* What report->ui.progress does: for one who stands before it. */
void report_step(struct report *report, const char *step, uint64_t done, uint64_t total);
void report_wait(struct report *report, const char *step, uint64_t seconds);

/* On a terminal, a line that the next one takes the place of. The text is shown at once. */
void report_status(struct report *report, const char *text);

/* Ends a progress line that is still open. */
void report_end_line(struct report *report);

/*
 * A text that may hold anything (a path, an address) for an event, cleaned: JSON has no way
 * to write what is not UTF-8, and json_pack() would make nothing of the whole event. NULL
 * is null.
 */
json_t *report_json(const char *text);

/* Whether events are written anywhere: on stdout with --json, or in the log. */
bool report_has_events(const struct report *report);

/* One JSON object on stdout with --json, and in the log. Takes the reference. */
void report_event(struct report *report, const char *event, json_t *fields);

/* A message, cleaned, on stderr: if its level, --quiet and --verbose allow it. */
void report_say(struct report *report, enum ui_level level, const char *text);

/* On stderr, also with --quiet and --json: what the user should know. */
void report_warning(struct report *report, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Each of several. */
void report_warnings(struct report *report, char *const *texts, size_t count);

/* On stderr, also with --quiet: what a question is about. */
void report_subject(struct report *report, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* On stderr, not with --quiet. */
void report_note(struct report *report, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Also closes the log. */
void report_failure(struct report *report, const struct failure *why);

/* False when stdout could not take what was written: a full disk, a closed pipe. */
bool report_finish(struct report *report, struct failure *why) MUST_CHECK;

#endif
