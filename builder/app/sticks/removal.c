#include "app/sticks/removal.h"

#include "base/text/text.h"

#include <string.h>

static void note(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct removal_watch *watch = (struct removal_watch *)progress;

	watch->step = step;
	watch->done = done;
	watch->total = total;
	progress_report(watch->next, step, done, total);
}

void removal_watch_begin(struct removal_watch *watch, struct progress *next)
{
	*watch = (struct removal_watch){ .progress = { .report = note }, .next = next };
}

/* It cannot be blanked any more, and need not be: sector 0 was blanked first. */
static bool report_blank(const struct removal_watch *watch, const struct disk *disk,
                         struct failure *why)
{
	char done[TEXT_SIZE];
	char total[TEXT_SIZE];

	text_size(done, watch->done);
	text_size(total, watch->total);
	if (watch->step && strcmp(watch->step, "writing") == 0)
		return fail(why, FAIL_PULLED_OUT,
		            "'%s' was pulled out after %s of %s; it is left blank because its "
		            "first sector is written last; plug it in and start again",
		            disk->path, done, total);
	return fail(why, FAIL_PULLED_OUT,
	            "'%s' was pulled out %s; it is left blank because its first sector is written "
	            "last; plug it in and start again",
	            disk->path, watch->step ? "before it was proven" : "at the beginning");
}

bool removal_explain(const struct removal_watch *watch, const struct disk *disk,
                     enum write_state state, struct failure *why)
{
	switch (state) {
	case WRITE_BLANK: return report_blank(watch, disk, why);
	case WRITE_UNTOUCHED:
		return fail(why, FAIL_PULLED_OUT, "'%s' was pulled out; nothing was changed on it",
		            disk->path);
	case WRITE_UNKNOWN:
	case WRITE_PUBLISHED: break;
	}
	if (!watch->step)
		return fail(why, FAIL_PULLED_OUT,
		            "'%s' was pulled out during the first write; it has its old content or "
		            "is blank; start again",
		            disk->path);
	return fail(why, FAIL_PULLED_OUT,
	            "'%s' was pulled out during the last write; it is blank or complete; "
	            "'mkrescue-usb verify' shows which",
	            disk->path);
}
