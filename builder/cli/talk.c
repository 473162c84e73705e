#include "cli/talk.h"

#include "base/mem.h"
#include "cli/output/batch_progress.h"
#include "cli/output/events.h"
#include "cli/prompt/ask.h"

#include <stdlib.h>

static void say(struct ui *ui, enum ui_level level, const char *text)
{
	report_say((struct report *)ui, level, text);
}

static void begin_parts(struct ui *ui, const char *const *devices, size_t count)
{
	struct report *report = (struct report *)ui;

	report->batch = mem_zalloc(1, sizeof(*report->batch));
	batch_progress_begin(report->batch, report, devices, count);
}

static struct ui *part(struct ui *ui, size_t index)
{
	struct report *report = (struct report *)ui;

	return report->batch ? &batch_progress_report(report->batch, index)->ui : ui;
}

static void end_part(struct ui *ui, size_t index, bool proven)
{
	batch_progress_end(((struct report *)ui)->batch, index, proven);
}

static void end_parts(struct ui *ui)
{
	struct report *report = (struct report *)ui;

	batch_progress_done(report->batch);
	free(report->batch);
	report->batch = NULL;
}

static const struct ui_calls calls = {
	.event = events_show,
	.say = say,
	.ask = ask_question,
	.nudged = ask_nudged,
	.begin_parts = begin_parts,
	.part = part,
	.end_part = end_part,
	.end_parts = end_parts,
};

void talk_begin(struct report *report, const struct options *options)
{
	report_begin(report, &calls, options);
}
