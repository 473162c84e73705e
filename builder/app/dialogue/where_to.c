#include "app/dialogue/where_to.h"

#include "app/dialogue/plug_watch.h"
#include "app/dialogue/sticks_here.h"
#include "app/knowledge/home.h"
#include "base/files/file.h"
#include "base/files/newfile.h"
#include "base/mem.h"
#include "stick/medium/compress.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What there is to choose from, and what it is for. */
struct targets {
	struct ui_watch watch; /* first, so that a watch is what belongs to it */
	const struct order *order;
	struct sticks_here here;
};

/* What is typed for a file looks like one: a number or a word alone is more likely a mistake. */
static bool looks_like_file(const char *answer)
{
	return compression_names_image(answer) || strchr(answer, '/');
}

static bool is_device_path(const char *answer)
{
	return strncmp(answer, "/dev/", strlen("/dev/")) == 0;
}

static bool has_folder(const char *path, struct failure *why)
{
	const size_t length = (size_t)(file_name_in(path) - path);
	AUTO_FREE char *folder = length ? mem_printf("%.*s", (int)length, path) : mem_strdup(".");

	return access(folder, W_OK) == 0 ||
	       fail(why, FAIL_USAGE, "The folder '%.512s' cannot be written: %s.", folder,
	            strerror(errno));
}

/* What would be refused later is refused now. */
static bool may_be_file(const struct order *order, const char *answer, struct failure *why)
{
	AUTO_FREE char *path = home_expand(answer);
	struct request request = order->request;

	request.target.output = path;
	return request_check_file(&request, why) && has_folder(path, why) &&
	       newfile_check(path, request.target.replace, why) &&
	       order_spares_files(order, path, why);
}

static bool is_target(const void *context, const char *answer, struct failure *why)
{
	const struct targets *targets = context;

	if (!answer[0])
		return fail(why, FAIL_USAGE, "Plug in a stick, or type the name of a file.");
	if (sticks_here_called(&targets->here, answer) || is_device_path(answer))
		return true;
	if (looks_like_file(answer))
		return may_be_file(targets->order, answer, why);
	return fail(why, FAIL_USAGE,
	            "'%.128s' is not a disk of this computer. A file needs a '/' in its name, or "
	            ".img at its end.",
	            answer);
}

static void put(const struct targets *targets, struct ui_question *question)
{
	question->choices = targets->here.sticks;
	question->choice_count = targets->here.count;
	question->remark = targets->here.others  ? targets->here.others
	                   : targets->here.count ? NULL
	                                         : "  (none)";
}

static bool look_again(struct ui_watch *watch, struct ui_question *question)
{
	struct targets *targets = (struct targets *)watch;
	struct failure ignored;

	if (!plug_watch_read(watch->fd, "block") ||
	    !sticks_here_look(&targets->here, targets->order, NULL, &ignored))
		return false;
	put(targets, question);
	return true;
}

static bool ask(struct targets *targets, const char *kept, struct ui *ui, char answer[UI_ANSWER],
                struct failure *why)
{
	struct ui_question question = {
		.kind = UI_TEXT,
		.text = "Write to which device, or to which image file?",
		.heading = "Sticks found:",
		.help = "Type a number or a file's name; a stick that is plugged in now appears.",
		.fallback = kept,
		.names_file = true,
		.accepts = is_target,
		.context = targets,
		.watch = &targets->watch,
	};
	AUTO_CLOSE int fd = plug_watch_open();

	targets->watch = (struct ui_watch){ fd, look_again };
	put(targets, &question);
	return ui_ask(ui, &question, answer, why);
}

/* "sdb" is what people call a disk; what stands for a name is the disk that has it now. */
static void take(struct order *order, const struct targets *targets, const char *answer)
{
	const struct disk *disk = sticks_here_called(&targets->here, answer);
	struct request_target *target = &order->request.target;

	if (!disk && !is_device_path(answer)) {
		target->output = order_keep(order, home_expand(answer));
		return;
	}
	order->asked_device = order_keep(order, mem_strdup(disk ? disk->path : answer));
	target->devices = (struct strings){ &order->asked_device, 1 };
}

/* A stick is never the default: it may be another one by now. */
static const char *default_of(const char *kept)
{
	return kept && looks_like_file(kept) && !is_device_path(kept) ? kept : NULL;
}

bool where_to(struct order *order, const char **kept, struct ui *ui, struct failure *why)
{
	struct targets targets = { .order = order };
	char answer[UI_ANSWER];
	bool good = request_check_targets(&order->request, why) &&
	            request_check_sticks(&order->request, why) &&
	            sticks_here_look(&targets.here, order, ui, why) &&
	            ask(&targets, default_of(*kept), ui, answer, why);

	if (good) {
		*kept = order_keep(order, mem_strdup(answer));
		take(order, &targets, answer);
	}
	sticks_here_done(&targets.here);
	return good && request_check_file(&order->request, why);
}
