#include "app/cache/actions.h"

#include "app/cache/export_files.h"
#include "app/cache/unpacked.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What came of it. */
struct imported {
	size_t is_new;
	size_t addresses;
	size_t kept;     /* addresses that keep standing for something else */
	char *catalogue; /* owned: the folder it was unpacked to; NULL: it is this program's */
};

struct keeper {
	const struct cache_work *work;
	size_t count;
};

static void tell_kept(void *context, const char *address)
{
	struct keeper *keeper = context;

	keeper->count++;
	report_warning(keeper->work->report,
	               "'%s' stands for another file in this cache, and still does; what '%s' "
	               "says is not taken over",
	               address, keeper->work->file);
}

/* Not even a look is had into what is no file: opening a device can have effects. */
static int open_file(const char *path, struct failure *why)
{
	struct stat file;

	if (stat(path, &file) == 0 && !S_ISREG(file.st_mode)) {
		fail(why, FAIL_USAGE, "'%s' is not a file", path);
		return -1;
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		fail_errno(why, FAIL_IO, "cannot read '%s'", path);
	return fd;
}

/* What this program would put into an export; without its places where they cannot be read. */
static bool is_ours(const struct cache_work *work, const struct bundle *bundle)
{
	const struct caller caller = caller_here();
	struct bundle ours = { 0 };
	struct places places;
	AUTO_FREE char *data = NULL;
	struct failure no_matter; /* then it is unpacked, though it may be the same */
	bool equal;

	places_find(&places, work->options, &caller);
	equal = catalog_data(&data, &no_matter) &&
	        catalogue_add(&ours, data, &places, &no_matter) && catalogue_equal(&ours, bundle);
	places_done(&places);
	bundle_done(&ours);
	return equal;
}

/* Every folder but the templates, which no option takes. */
static void tell_folders(const struct cache_work *work, const char *folder,
                         const struct bundle *bundle)
{
	char last[BUNDLE_PATH_MAX + 1] = "";

	for (size_t i = 0; i < bundle->file_count; i++) {
		const char *path = bundle->files[i].path;
		const size_t length = strcspn(path, "/");

		if (!path[length] || (strncmp(path, last, length) == 0 && !last[length]) ||
		    strncmp(path, CATALOGUE_TEMPLATES "/", length + 1) == 0)
			continue;
		snprintf(last, sizeof(last), "%.*s", (int)length, path);
		report_note(work->report, "  --catalog '%s/%s'", folder, last);
	}
}

static void tell_catalogue(const struct cache_work *work, const struct bundle *bundle,
                           const struct imported *imported)
{
	if (!imported->catalogue) {
		report_note(work->report,
		            "Its catalogue is the one this program has: nothing more is needed.");
		return;
	}
	report_note(work->report, "Its catalogue is not the one this program has. To use it, add:");
	tell_folders(work, imported->catalogue, bundle);
	report_note(work->report,
	            "It brings public keys whose signatures count then: use it only when you "
	            "trust who made it.");
}

static void tell(const struct cache_work *work, const struct bundle *bundle,
                 const struct imported *imported)
{
	report_end_line(work->report);
	report_event(work->report, "result",
	             json_pack("{s:o, s:I, s:I, s:I, s:I, s:o}", "file", report_json(work->file),
	                       "objects", (json_int_t)bundle->object_count, "new",
	                       (json_int_t)imported->is_new, "addresses",
	                       (json_int_t)imported->addresses, "addresses_kept",
	                       (json_int_t)imported->kept, "catalogue",
	                       report_json(imported->catalogue)));
	if (work->options->json)
		return;
	printf("Imported %zu object%s, %zu of them new.\n", bundle->object_count,
	       bundle->object_count == 1 ? "" : "s", imported->is_new);
	tell_catalogue(work, bundle, imported);
}

static bool take_over(const struct cache_work *work, const struct bundle *bundle,
                      struct imported *out, struct failure *why)
{
	struct keeper keeper = { .work = work };
	const struct bundle_kept kept = { tell_kept, &keeper };

	for (size_t i = 0; i < bundle->object_count; i++)
		out->is_new += bundle->objects[i].is_new;
	if (!bundle_remember(bundle, &work->store, &kept, &out->addresses, why))
		return false;
	out->kept = keeper.count;
	return !bundle->file_count || is_ours(work, bundle) ||
	       unpacked_put(&work->store, bundle, &out->catalogue, why);
}

bool cache_import(const struct cache_work *work, struct failure *why)
{
	AUTO_CLOSE int fd = open_file(work->file, why);
	const struct bundle_work reading = {
		.store = &work->store,
		.fd = fd,
		.name = work->file,
		.progress = &work->report->progress,
	};
	struct imported imported = { 0 };
	struct bundle bundle;
	bool good;

	if (fd == -1 || !bundle_read(&reading, &bundle, why))
		return false;
	good = take_over(work, &bundle, &imported, why);
	if (good)
		tell(work, &bundle, &imported);
	mem_auto_free(&imported.catalogue);
	bundle_done(&bundle);
	return good;
}
