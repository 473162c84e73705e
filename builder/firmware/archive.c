/* Vendors pack one image and a text into a ZIP: the image that fits is taken out of it. */
#include "firmware/examine/format.h"
#include "firmware/firmware.h"
#include "firmware/sandbox/unpack.h"

#include <string.h>

bool firmware_is_archive(const struct firmware *firmware)
{
	const char *format = firmware->findings.format;

	return format && strcmp(format, "zip") == 0;
}

struct choice {
	const struct firmware *archive;
	const struct firmware_demand *demand;
	const struct keyring *keys;
	struct firmware *out;
	size_t fitting;
	int best;           /* how near the nearest of those that do not fit is */
	struct failure why; /* why that one does not fit */
};

/* A file of a known format says more about the archive than a text beside it. */
static int nearness(const struct firmware *firmware)
{
	const struct findings *found = &firmware->findings;

	if (found->never[0] || found->is_text)
		return 1;
	if (!found->format)
		return 2;
	return format_named(found->format)->is_wrapper ? 3 : 4;
}

static bool consider(struct member *member, void *context)
{
	struct choice *choice = context;
	const struct firmware_content content = {
		.fd = member->file.fd,
		.size = member->size,
		.path = choice->archive->path,
		.name = member->name,
	};
	struct firmware firmware;
	struct failure why;

	firmware_open_content(&firmware, &content, choice->keys);
	member->file.fd = -1;
	if (!firmware_fits(&firmware, choice->demand, &why)) {
		if (nearness(&firmware) > choice->best) {
			choice->best = nearness(&firmware);
			choice->why = why;
		}
		firmware_done(&firmware);
		return true;
	}
	choice->fitting++;
	firmware_done(choice->out);
	*choice->out = firmware;
	return choice->fitting < 2;
}

static bool report_choice(const struct choice *choice, const char *detail, struct failure *why)
{
	const char *name = choice->archive->name;

	if (detail[0])
		return fail(why, FAIL_FIRMWARE, "cannot unpack '%s': %s", name, detail);
	if (choice->fitting > 1)
		return fail(why, FAIL_FIRMWARE,
		            "several files in '%s' fit '%s'; unpack it and give the right one",
		            name, choice->demand->model);
	if (choice->fitting == 0 && choice->why.text[0]) {
		*why = choice->why;
		return fail_while(why, "no file in '%s' fits", name);
	}
	return choice->fitting == 1 || fail(why, FAIL_FIRMWARE, "'%s' contains no files", name);
}

bool firmware_open_member(struct firmware *out, const struct firmware *archive,
                          const struct firmware_demand *demand, const struct keyring *keys,
                          struct failure *why)
{
	struct choice choice = { archive, demand, keys, out, 0, 0, { 0 } };
	char detail[MEMBER_DETAIL];
	const struct members_visit visit = {
		.fd = archive->fd,
		.size = archive->size,
		.path = archive->path,
		.name = archive->name,
		.here = !archive->sandboxed,
		.progress = keys->progress,
		.visit = consider,
		.context = &choice,
	};
	enum members_state state;
	bool good;

	*out = (struct firmware){ .fd = -1 };
	good = sandbox_walk_members(&visit, &state, detail, why) &&
	       firmware_is_unchanged(archive, why);
	if (good && state == MEMBERS_CUT)
		strcpy(detail, "its end is missing");
	good = good && report_choice(&choice, detail, why);
	if (!good)
		firmware_done(out);
	return good;
}
