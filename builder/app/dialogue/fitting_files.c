#include "app/dialogue/fitting_files.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "base/units.h"
#include "base/wait.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
	CANDIDATES_MAX = 1000, /* in the folder */
	LOOKED_INTO_MAX = 40,
	FITTING_MAX = 5,
	PATIENCE_MS = 3000,
	DATE = 16,
};

static const uint64_t smallest = 4096;
static const uint64_t largest = 256 * (uint64_t)MIB;

struct candidate {
	char *path;
	uint64_t size; /* bytes */
	time_t changed;
};

struct candidates {
	struct candidate items[CANDIDATES_MAX];
	size_t count;
};

/* What cannot be shown cannot be chosen either. */
static void add(struct candidates *out, const char *folder, const char *name)
{
	char *path = file_in(folder, name);
	struct stat about;

	if (stat(path, &about) < 0 || !S_ISREG(about.st_mode) ||
	    (uint64_t)about.st_size < smallest || (uint64_t)about.st_size > largest ||
	    !text_is_harmless(path)) {
		free(path);
		return;
	}
	out->items[out->count++] =
	        (struct candidate){ path, (uint64_t)about.st_size, about.st_mtime };
}

static int newest_first(const void *a, const void *b)
{
	const struct candidate *one = a;
	const struct candidate *other = b;

	if (one->changed != other->changed)
		return one->changed > other->changed ? -1 : 1;
	return strcmp(one->path, other->path);
}

static void find_candidates(struct candidates *out, const char *folder)
{
	DIR *entries = opendir(folder);

	out->count = 0;
	if (!entries)
		return;
	for (const struct dirent *entry;
	     out->count < CANDIDATES_MAX && (entry = readdir(entries));) {
		if (entry->d_name[0] != '.')
			add(out, folder, entry->d_name);
	}
	closedir(entries);
	qsort(out->items, out->count, sizeof(*out->items), newest_first);
}

static bool recognises(const struct order *order, const struct firmware *firmware)
{
	for (size_t i = 0; i < order->recipe->file_count; i++) {
		const struct slot_terms terms = {
			.recipe = order->recipe,
			.slot = &order->recipe->files[i],
			.knowledge = &order->knowledge,
			.request = &order->request,
		};

		if (slot_recognises(&terms, firmware))
			return true;
	}
	return false;
}

static bool fits(const struct order *order, const char *path)
{
	struct firmware firmware = { 0 };
	struct failure ignored;
	bool good;

	if (!firmware_open(&firmware, path, &order->knowledge.keys, &ignored))
		return false;
	good = recognises(order, &firmware);
	firmware_done(&firmware);
	return good;
}

static struct fitting_file file_of(struct candidate *candidate)
{
	char size[TEXT_SIZE];
	char date[DATE] = "";
	struct tm day;

	text_size(size, candidate->size);
	if (localtime_r(&candidate->changed, &day))
		strftime(date, sizeof(date), "%Y-%m-%d", &day);
	return (struct fitting_file){ TAKE(candidate->path), mem_printf("%s of %s", size, date) };
}

void fitting_files_find(struct fitting_files *out, const struct order *order, const char *folder,
                        struct progress *progress)
{
	AUTO_FREE struct candidates *candidates = mem_zalloc(1, sizeof(*candidates));
	const uint64_t began = wait_now();

	*out = (struct fitting_files){ .items = mem_zalloc(FITTING_MAX, sizeof(*out->items)) };
	find_candidates(candidates, folder);
	for (size_t i = 0; i < candidates->count && i < LOOKED_INTO_MAX; i++) {
		if (out->count == FITTING_MAX || interrupt_requested() ||
		    wait_now() > began + PATIENCE_MS)
			break;
		wait_tell(progress, "looking into the downloads", began, PATIENCE_MS);
		if (fits(order, candidates->items[i].path))
			out->items[out->count++] = file_of(&candidates->items[i]);
	}
	for (size_t i = 0; i < candidates->count; i++)
		free(candidates->items[i].path);
}

void fitting_files_done(struct fitting_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].path);
		free(files->items[i].about);
	}
	free(files->items);
	*files = (struct fitting_files){ .items = NULL };
}
