#include "app/dialogue/sticks_here.h"

#include "app/disks/disk_users.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

enum { CONTENTS_SHOWN = 3 };

/* "vfat "PHOTOS", ntfs"; "empty" where nothing was found. Owned. */
static char *holds(const struct disk *disk)
{
	AUTO_FREE char *list = NULL;
	struct joined found = { 0 };

	for (size_t i = 0; i < disk->content_count && i < CONTENTS_SHOWN; i++) {
		const struct content *content = &disk->contents[i];

		joined_add(&found, ", ", "%s%s%s%s", content->type, content->label[0] ? " \"" : "",
		           content->label, content->label[0] ? "\"" : "");
	}
	list = joined_take(&found);
	if (disk->ours)
		return mem_strdup("made by mkrescue-usb");
	if (!disk->contents_known)
		return mem_strdup("its contents cannot be read");
	return list[0] ? mem_printf("holds %s", list) : mem_strdup("empty");
}

/* "SanDisk Ultra, 16.0 GB, holds vfat, socket 1-4". Owned. */
static char *text_of(const struct disk *disk)
{
	AUTO_FREE char *content = holds(disk);
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	return mem_printf("%s, %s, %s%s%s", title[0] ? title : disk->kind, size, content,
	                  disk->socket[0] ? ", socket " : "", disk->socket);
}

static void add(struct sticks_here *here, struct disk *disk, struct progress *progress,
                struct joined *others)
{
	struct failure ignored;
	struct reasons doubts;
	struct disk whole;

	if (!device_look(&device_world_here, disk->node, progress, &whole, &ignored))
		return; /* it has gone meanwhile */
	device_doubts(&whole, &doubts);
	if (doubts.count) {
		AUTO_FREE char *text = text_of(&whole);

		joined_add(others, "\n", "  %s  %s: type its name", whole.name, text);
		return;
	}
	here->texts[here->count] = text_of(&whole);
	here->sticks[here->count] = (struct ui_choice){ disk->path, here->texts[here->count] };
	here->count++;
}

/* Of those that may be written, and of no other, the first bytes are read. */
static void sort(struct sticks_here *here, const struct order *order, struct progress *progress)
{
	const struct device_terms terms = { .allow_fixed = order->request.consent.allow_fixed,
		                            .unmount_allowed = true };
	struct joined others = { 0 };

	here->sticks = mem_zalloc(here->disk_count + 1, sizeof(*here->sticks));
	here->texts = mem_zalloc(here->disk_count + 1, sizeof(char *));
	for (size_t i = 0; i < here->disk_count; i++) {
		struct reasons reasons;

		device_refusals(&here->disks[i], &terms, &reasons);
		if (!reasons.count)
			add(here, &here->disks[i], progress, &others);
	}
	here->others = others.text ? joined_take(&others) : NULL;
}

bool sticks_here_look(struct sticks_here *out, const struct order *order, struct ui *ui,
                      struct failure *why)
{
	const struct disk_users_query query = { .request = &order->request };

	sticks_here_done(out);
	if (!device_survey(&device_world_here, &out->disks, &out->disk_count, why) ||
	    !disk_users_find(out->disks, out->disk_count, &query, ui, why))
		return false;
	sort(out, order, ui_progress(ui));
	return true;
}

void sticks_here_done(struct sticks_here *here)
{
	for (size_t i = 0; i < here->count; i++)
		free(here->texts[i]);
	free(here->texts);
	free(here->sticks);
	free(here->disks);
	free(here->others);
	*here = (struct sticks_here){ .disks = NULL };
}

const struct disk *sticks_here_called(const struct sticks_here *here, const char *name)
{
	for (size_t i = 0; i < here->disk_count; i++) {
		if (strcmp(here->disks[i].name, name) == 0 ||
		    strcmp(here->disks[i].path, name) == 0)
			return &here->disks[i];
	}
	return NULL;
}
