/* Where the result goes: as the request says, or as a person chooses. */
#include "app/disks/disk_users.h"
#include "app/order/order.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "sdb" is what people call a disk, and what it is asked for as later. */
static bool is_device(const struct disk *disks, size_t count, char answer[UI_ANSWER])
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(answer, disks[i].name) == 0)
			snprintf(answer, UI_ANSWER, "%s", disks[i].path);
	}
	return strncmp(answer, "/dev/", 5) == 0;
}

/* What is typed for a file looks like one: a number or a word alone is more likely a mistake. */
static bool is_file(const char *answer)
{
	static const char *const ends[] = { ".img", ".img.gz", ".img.xz", ".img.zst" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const size_t end = strlen(ends[i]);

		if (strlen(answer) > end && strcmp(answer + strlen(answer) - end, ends[i]) == 0)
			return true;
	}
	return strchr(answer, '/') != NULL;
}

/* What there is to choose from. */
struct survey {
	const struct disk *disks;
	size_t count;
};

static bool is_target(const void *context, const char *answer, struct failure *why)
{
	const struct survey *survey = context;

	for (size_t i = 0; i < survey->count; i++) {
		if (strcmp(answer, survey->disks[i].name) == 0)
			return true;
	}
	return is_file(answer) ||
	       fail(why, FAIL_USAGE,
	            "'%.128s' is not a disk of this computer. A file needs a '/' in its name, or "
	            ".img at its end.",
	            answer);
}

/* Disks to choose from, with their texts. */
struct offers {
	struct ui_choice *choices;
	char **texts;
	size_t count;
};

static void offer(struct offers *offers, const struct disk *disk)
{
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];
	char *text;

	device_title(disk, title);
	text_size(size, disk->size);
	text = mem_printf("%s, %s%s%s", title, size, disk->serial[0] ? ", serial " : "",
	                  disk->serial);
	offers->texts[offers->count] = text;
	offers->choices[offers->count++] = (struct ui_choice){ disk->path, text };
}

/* Those that may be written; none is preselected. */
static struct offers offers_of(const struct disk *disks, size_t count, bool allow_fixed)
{
	const struct device_terms terms = { .allow_fixed = allow_fixed, .unmount_allowed = true };
	struct offers out = {
		.choices = mem_zalloc(count + 1, sizeof(*out.choices)),
		.texts = mem_zalloc(count + 1, sizeof(char *)),
	};
	struct reasons reasons;

	for (size_t i = 0; i < count; i++) {
		device_refusals(&disks[i], &terms, &reasons);
		if (!reasons.count)
			offer(&out, &disks[i]);
	}
	return out;
}

static void offers_done(struct offers *offers)
{
	for (size_t i = 0; i < offers->count; i++)
		free(offers->texts[i]);
	free(offers->texts);
	free(offers->choices);
}

static bool ask(struct order *order, struct ui *ui, char answer[UI_ANSWER], bool *device,
                struct failure *why)
{
	const struct disk_users_query query = { .request = &order->request };
	AUTO_FREE struct disk *disks = NULL;
	struct ui_question question = {
		.kind = UI_TEXT,
		.text = "Write to which device, or to which image file?",
		.heading = "Sticks found:",
		.accepts = is_target,
	};
	struct survey survey;
	struct offers offers;
	size_t count = 0;
	bool good;

	if (!device_survey(&device_world_here, false, &disks, &count, why) ||
	    !disk_users_find(disks, count, &query, ui, why))
		return false;
	offers = offers_of(disks, count, order->request.consent.allow_fixed);
	question.choices = offers.choices;
	question.choice_count = offers.count;
	question.remark = offers.count ? NULL : "  (none)";
	survey = (struct survey){ disks, count };
	question.context = &survey;
	good = ui_ask(ui, &question, answer, why);
	*device = good && is_device(disks, count, answer);
	offers_done(&offers);
	return good;
}

bool order_find_target(struct order *order, struct ui *ui, struct failure *why)
{
	struct request *request = &order->request;
	char answer[UI_ANSWER];
	const char *kept;
	bool device = false;

	if (!request_check_targets(request, why) || !request_check_sticks(request, why))
		return false;
	if (!request_has_target(request)) {
		if (!ask(order, ui, answer, &device, why))
			return false;
		kept = order_keep(order, mem_strdup(answer));
		*(device ? &order->asked_device : &request->target.output) = kept;
		if (device)
			request->target.devices = (struct strings){ &order->asked_device, 1 };
	}
	return request_check_file(request, why);
}
