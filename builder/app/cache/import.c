#include "app/cache/import.h"

#include "app/cache/export_files.h"
#include "app/cache/unpacked.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct keeper {
	struct ui *ui;
	const char *path;
	size_t count;
};

static void report_kept(void *context, const char *address)
{
	struct keeper *keeper = context;

	keeper->count++;
	ui_warning(keeper->ui,
	           "'%s' is already the address of another file in this cache; its entry in '%s' "
	           "is ignored",
	           address, keeper->path);
}

/* Not even a look is had into what is no file: opening a device can have effects. */
static int open_file(const char *path, struct failure *why)
{
	struct stat file;

	if (stat(path, &file) == 0 && !S_ISREG(file.st_mode)) {
		fail(why, FAIL_USAGE, "'%s' is not a regular file", path);
		return -1;
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		fail_errno(why, FAIL_IO, "cannot read '%s'", path);
	return fd;
}

/* What this program would put into an export; without its places where they cannot be read. */
static bool is_ours(const struct request *request, const struct bundle *bundle)
{
	const struct caller caller = caller_here();
	struct bundle ours = { 0 };
	struct search_path search_path;
	AUTO_FREE char *data = NULL;
	struct failure no_matter; /* then it is unpacked, though it may be the same */
	bool equal;

	search_path_find(&search_path, &request->router.catalogs, &caller);
	equal = catalog_data(&data, &no_matter) &&
	        catalogue_add(&ours, data, &search_path, &no_matter) &&
	        catalogue_equal(&ours, bundle);
	search_path_done(&search_path);
	bundle_done(&ours);
	return equal;
}

static bool take_over(const struct store *store, const struct request *request,
                      struct keeper *keeper, struct imported *out, struct failure *why)
{
	const struct bundle_kept kept = { report_kept, keeper };
	const struct bundle *bundle = &out->bundle;

	for (size_t i = 0; i < bundle->object_count; i++)
		out->objects_new += bundle->objects[i].is_new;
	if (!bundle_remember(bundle, store, &kept, &out->addresses, why))
		return false;
	out->addresses_kept = keeper->count;
	return !bundle->file_count || is_ours(request, bundle) ||
	       unpacked_put(store, bundle, &out->catalogue, why);
}

bool cache_import(const struct store *store, const char *path, const struct request *request,
                  struct ui *ui, struct imported *out, struct failure *why)
{
	AUTO_CLOSE int fd = open_file(path, why);
	const struct bundle_work reading = {
		.store = store,
		.fd = fd,
		.name = path,
		.progress = &ui->progress,
	};
	struct keeper keeper = { ui, path, 0 };

	*out = (struct imported){ 0 };
	if (fd == -1 || !bundle_read(&reading, &out->bundle, why))
		return false;
	if (take_over(store, request, &keeper, out, why))
		return true;
	imported_done(out);
	return false;
}

void imported_done(struct imported *imported)
{
	free(imported->catalogue);
	bundle_done(&imported->bundle);
	*imported = (struct imported){ 0 };
}
