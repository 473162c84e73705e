#include "cli/output/report.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/output/command_line.h"
#include "cli/output/log.h"
#include "cli/screen/escapes.h"
#include "cli/screen/message.h"
#include "guide/paper.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	MESSAGE = 1024,
	USUAL_WIDTH = 80,      /* columns */
	LINE_BESIDE_STEP = 69, /* columns: a bar, four long numbers, and a free one */
	BAR_CELLS = 20,
	S_OF_MINUTE = 60,
	LONGEST_S = 2 * S_OF_MINUTE, /* longer times are told in minutes */
	BAR_SIZE = BAR_CELLS + sizeof("[] "),
};

static const double least_interval = 0.1; /* seconds: at most ten updates a second */

/* Nothing where there is one thread alone. */
static void take_turn(const struct report *report)
{
	if (report->lock)
		pthread_mutex_lock(report->lock);
}

static void end_turn(const struct report *report)
{
	if (report->lock)
		pthread_mutex_unlock(report->lock);
}

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

void report_end_line(struct report *report)
{
	if (report->live && report->step)
		fputs("\r\033[K", stderr);
	report->step = NULL;
}

/* The usual width off a terminal. */
static size_t terminal_width(void)
{
	const size_t width = paper_terminal(stderr);

	return width ? width : USUAL_WIDTH;
}

static const char *remark(const struct report *report)
{
	return report->remark ? report->remark : "";
}

/* "[########------------] "; nothing where a line with it could be too long. */
static void make_bar(char out[BAR_SIZE], const struct report *report, uint64_t done, uint64_t total)
{
	const size_t width = terminal_width();
	size_t filled;

	out[0] = '\0';
	if (!report->live || !total || width < USUAL_WIDTH ||
	    width < strlen(report->step) + strlen(remark(report)) + LINE_BESIDE_STEP)
		return;
	filled = done < total ? (size_t)((double)done / (double)total * BAR_CELLS) : BAR_CELLS;
	memcpy(out, "[--------------------] ", BAR_SIZE);
	memset(out + 1, '#', filled);
}

/* ", 1 s left"; nothing where that cannot be known. */
static void make_left(char out[TEXT_SIZE], double rate, uint64_t done, uint64_t total)
{
	out[0] = '\0';
	if (done < total && rate > 0)
		snprintf(out, TEXT_SIZE, ", %.0f s left", (double)(total - done) / rate);
}

/* "connecting to the server, 30 s at most ..." */
static void make_wait(char line[MESSAGE], const struct report *report)
{
	const uint64_t seconds = report->step_limit;

	if (!seconds)
		snprintf(line, MESSAGE, "%s ...", report->step);
	else if (seconds <= LONGEST_S)
		snprintf(line, MESSAGE, "%s, %" PRIu64 " s at most ...", report->step, seconds);
	else
		snprintf(line, MESSAGE, "%s, %" PRIu64 " minutes at most ...", report->step,
		         seconds / S_OF_MINUTE);
}

/*
 * "writing [########------------] 8.4 MB of 13.1 MB, 19.8 MB/s, 1 s left", or "downloading
 * 3.2 MB, 1.1 MB/s"; no percentage, which would promise an end.
 */
static void make_line(char line[MESSAGE], const struct report *report, uint64_t done,
                      uint64_t total)
{
	double seconds = seconds_since(&report->step_began);
	double rate = seconds > 0 ? (double)(done - report->step_from) / seconds : 0;
	char sizes[3][TEXT_SIZE];
	char left[TEXT_SIZE];
	char bar[BAR_SIZE];

	if (!done && !total) {
		make_wait(line, report);
		return;
	}
	text_size(sizes[0], done);
	text_size(sizes[1], total);
	text_size(sizes[2], (uint64_t)rate);
	make_bar(bar, report, done, total);
	make_left(left, rate, done, total);
	snprintf(line, MESSAGE, "%s %s%s%s%s%s, %s/s%s", report->step, remark(report), bar,
	         sizes[0], total ? " of " : "", total ? sizes[1] : "", sizes[2], left);
}

/* A line that went on in the next one could not be taken back. */
static void show_line(const struct report *report, uint64_t done, uint64_t total)
{
	char line[MESSAGE];

	make_line(line, report, done, total);
	if (report->live)
		fprintf(stderr, "\r\033[K%.*s", (int)terminal_width() - 1, line);
	else
		fprintf(stderr, "%s%s%s\n", report->device ? report->device : "",
		        report->device ? ": " : "", line);
	fflush(stderr);
}

static void show_event(struct report *report, uint64_t done, uint64_t total)
{
	json_t *end = total ? json_integer((json_int_t)total) : json_null();

	report_event(report, "progress",
	             json_pack("{s:s, s:I, s:o, s:o*}", "step", report->step, "done",
	                       (json_int_t)done, "total", end, "seconds",
	                       report->step_limit ? json_integer((json_int_t)report->step_limit)
	                                          : NULL));
}

static void log_step(struct report *report, const char *kind, uint64_t done, uint64_t total)
{
	char line[MESSAGE];

	if (!report->log)
		return;
	make_line(line, report, done, total);
	report_log(report, kind, line);
}

/* The same step again is another one when it had ended, or begins anew. */
static void follow_step(struct report *report, const char *step, uint64_t done)
{
	if (!report->step || strcmp(report->step, step) != 0 || report->step_ended ||
	    done < report->step_done) {
		report_end_line(report);
		report->step = step;
		report->step_from = done;
		report->step_is_named = false;
		clock_gettime(CLOCK_MONOTONIC, &report->step_began);
		report->last_shown = report->step_began;
	}
}

static void show_step(struct report *report, uint64_t done, uint64_t total, bool shows_end)
{
	const bool waits = !done && !total;

	if (report->json)
		show_event(report, done, total);
	else if (report->live || shows_end || waits)
		show_line(report, done, total);
}

/* Off a terminal one line a step is enough: when it ends, or when it is a wait. */
static void show(struct report *report, const char *step, uint64_t done, uint64_t total)
{
	bool ends = total && done >= total;
	bool waits = !done && !total;

	follow_step(report, step, done);
	report->step_done = done;
	if (ends && !report->step_ended)
		log_step(report, "step ended", done, total);
	report->step_ended = ends;
	if (report->quiet || (!ends && seconds_since(&report->last_shown) < least_interval))
		return;
	clock_gettime(CLOCK_MONOTONIC, &report->last_shown);
	if (waits && report->step_is_named && !report->live)
		return;
	report->step_is_named = waits;
	show_step(report, done, total, ends && !report->brief);
}

void report_step(struct report *report, const char *step, uint64_t done, uint64_t total)
{
	report->step_limit = 0;
	show(report, step, done, total);
}

void report_wait(struct report *report, const char *step, uint64_t seconds)
{
	report->step_limit = seconds;
	show(report, step, 0, 0);
}

void report_status(struct report *report, const char *text)
{
	if (!report->live || report->quiet ||
	    (report->step == report->status && strcmp(text, report->status) == 0))
		return;
	report_end_line(report);
	snprintf(report->status, sizeof(report->status), "%s", text);
	report->step = report->status;
	fprintf(stderr, "\r\033[K%.*s", (int)terminal_width() - 1, text);
	fflush(stderr);
}

static void watch(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	report_step((struct report *)progress, step, done, total);
}

static void watch_wait(struct progress *progress, const char *step, uint64_t seconds)
{
	report_wait((struct report *)progress, step, seconds);
}

void report_begin_part(struct report *part, struct report *whole, const char *device)
{
	*part = (struct report){
		.ui = { .progress = { .report = watch, .wait = watch_wait },
		        .calls = whole->ui.calls },
		.json = whole->json,
		.quiet = whole->quiet,
		.verbose = whole->verbose,
		.typed = whole->typed,
		.log = whole->log,
		.device = device,
		.whole = whole,
		.lock = whole->lock,
	};
}

void report_begin(struct report *report, const struct ui_calls *calls,
                  const struct options *options)
{
	*report = (struct report){
		.ui = {
			.progress = { .report = watch, .wait = watch_wait },
			.calls = calls,
			.can_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
			.wants_digests = options->json || options->verbose,
		},
		.json = options->json,
		.quiet = options->quiet,
		.verbose = options->verbose,
		.brief = options->yes && !options->verbose && !options->dry_run,
		.typed = &options->typed,
		.live = escapes_are_understood() && !options->json,
	};
}

bool report_log_begin(struct report *report, const struct options *options, struct failure *why)
{
	return !options->log || log_open(&report->log, options, why);
}

void report_log(struct report *report, const char *kind, const char *text)
{
	AUTO_FREE char *named =
	        report->device && report->log ? mem_printf("%s: %s", report->device, text) : NULL;

	take_turn(report);
	log_line(report->log, kind, named ? named : text);
	end_turn(report);
}

static bool end_log(struct report *report, struct failure *why)
{
	FILE *log = report->log;

	report->log = NULL;
	return log_close(log, why);
}

bool report_has_events(const struct report *report)
{
	return report->json || report->log;
}

/* Untrusted texts in it keep their meaning and control no terminal. */
static void put_line(struct report *report, const json_t *line)
{
	AUTO_FREE char *dumped = json_dumps(line, JSON_COMPACT);
	AUTO_FREE char *shown = dumped ? text_json(dumped) : NULL;

	if (!shown)
		return;
	log_line(report->log, "event", shown);
	if (!report->json)
		return;
	puts(shown);
	fflush(stdout);
}

json_t *report_json(const char *text)
{
	const size_t size = text ? strlen(text) + 1 : 1;
	AUTO_FREE char *clean = mem_zalloc(1, size);

	if (!text)
		return json_null();
	text_clean(clean, size, text);
	return json_string(clean);
}

void report_event(struct report *report, const char *event, json_t *fields)
{
	json_t *line = json_pack("{s:s}", "event", event);

	if (report_has_events(report) && line && fields) {
		if (report->device)
			json_object_set_new(line, "device", json_string(report->device));
		json_object_update(line, fields);
		take_turn(report);
		put_line(report, line);
		end_turn(report);
	}
	json_decref(line);
	json_decref(fields);
}

static const char *level_name(enum ui_level level)
{
	switch (level) {
	case UI_WARNING: return "warning";
	case UI_SUBJECT: return "subject";
	case UI_NOTE: return "note";
	case UI_DETAIL: return "detail";
	}
	return "note";
}

static bool is_shown(const struct report *report, enum ui_level level)
{
	switch (level) {
	case UI_WARNING:
	case UI_SUBJECT: return true;
	case UI_NOTE: return !report->quiet;
	case UI_DETAIL: return report->verbose;
	}
	return true;
}

void report_say(struct report *report, enum ui_level level, const char *text)
{
	AUTO_FREE char *before =
	        mem_printf("%s%s%s", level == UI_WARNING ? "mkrescue-usb: warning: " : "",
	                   report->device ? report->device : "", report->device ? ": " : "");

	report_log(report, level_name(level), text);
	if (!is_shown(report, level))
		return;
	take_turn(report);
	report_end_line(report->whole ? report->whole : report);
	fflush(stdout); /* keeps the order when both go to one terminal */
	message_text(stderr, before, text);
	end_turn(report);
}

static void PRINTF_LIKE(3, 0)
        say(struct report *report, enum ui_level level, const char *fmt, va_list args)
{
	char text[MESSAGE];

	vsnprintf(text, sizeof(text), fmt, args);
	report_say(report, level, text);
}

void report_warning(struct report *report, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(report, UI_WARNING, fmt, args);
	va_end(args);
}

void report_warnings(struct report *report, char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		report_warning(report, "%s", texts[i]);
}

void report_subject(struct report *report, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(report, UI_SUBJECT, fmt, args);
	va_end(args);
}

void report_note(struct report *report, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(report, UI_NOTE, fmt, args);
	va_end(args);
}

/* What resolves it, to be copied. */
static void show_remedy(const struct report *report, const struct failure *why)
{
	AUTO_FREE char *command = why->remedy[0] ? command_line(report->typed, why->remedy) : NULL;

	if (command)
		fprintf(stderr, "If so, run:\n  %s\n", command);
}

void report_failure(struct report *report, const struct failure *why)
{
	char clean[sizeof(why->text)];
	struct failure log_failure;

	/* Names of files, and what tools said, may hold anything. */
	text_clean(clean, sizeof(clean), why->text);
	report_end_line(report);
	fflush(stdout);
	report_event(report, "failure",
	             json_pack("{s:s, s:s, s:i, s:s}", "kind", fail_kind_name(why->kind), "reason",
	                       fail_reason_name(why), "status", (int)why->kind, "message", clean));
	message_text(stderr, "mkrescue-usb: ", clean);
	show_remedy(report, why);
	if (!end_log(report, &log_failure))
		fprintf(stderr, "mkrescue-usb: warning: %s\n", log_failure.text);
}

bool report_finish(struct report *report, struct failure *why)
{
	report_end_line(report);
	if (!end_log(report, why))
		return false;
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	/* What failed earlier has left no reason. */
	return errno ? fail_errno(why, FAIL_IO, "cannot write the result")
	             : fail(why, FAIL_IO, "cannot write all of the result");
}
