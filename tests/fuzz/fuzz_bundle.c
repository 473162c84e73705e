/*
 * A stranger's bundle; the first letter says what the rest is: m the manifest alone, t the
 * tar file. What is accepted leads nowhere, and the store holds nothing but what its names
 * say.
 */
#include "fetch/bundle/list.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../unit/lost_object.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void look(const struct bundle *bundle)
{
	uint64_t size = 0;

	for (size_t i = 0; i < bundle->object_count; i++) {
		size += bundle->objects[i].size;
		must(bundle->objects[i].size <= BUNDLE_OBJECT_MAX);
	}
	must(size <= BUNDLE_OBJECTS_SIZE);
	for (size_t i = 0; i < bundle->file_count; i++) {
		const char *path = bundle->files[i].path;

		must(path[0] && path[0] != '/' && path[0] != '.' && !strstr(path, "/."));
		must(i == 0 || strcmp(bundle->files[i - 1].path, path) < 0);
	}
}

static void empty(const struct store *store)
{
	AUTO_FREE struct store_entry *list = NULL;
	struct failure why;
	size_t count;

	must(store_list(store, &list, &count, &why));
	for (size_t i = 0; i < count; i++) {
		struct stored stored;

		must(store_find(store, &list[i].sha256, &stored, &why) && stored.fd != -1);
		stored_done(&stored);
		must(lose_object(store, &list[i].sha256));
	}
}

static char folder[] = "/dev/shm/fuzz-bundle-XXXXXX";

static void remove_folder(void)
{
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", folder);

	must(system(command) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
	return 0;
}

static void read_tar(const uint8_t *data, size_t size)
{
	static const struct owner nobody_else = { 0 };
	AUTO_CLOSE int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct bundle_work work = { .fd = fd, .name = "fuzz" };
	struct bundle bundle;
	struct failure why;
	struct store store;

	must(write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	must(store_open(folder, &nobody_else, &store, &why));
	work.store = &store;
	if (bundle_read(&work, &bundle, &why)) {
		look(&bundle);
		bundle_done(&bundle);
	}
	empty(&store);
	store_done(&store);
}

static void read_manifest(const uint8_t *data, size_t size)
{
	struct bundle bundle;
	struct failure why;

	if (!bundlelist_parse(&bundle, (struct bytes){ data, size }, "fuzz", &why))
		return;
	look(&bundle);
	bundle_done(&bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && data[0] == 'm')
		read_manifest(data + 1, size - 1);
	if (size && data[0] == 't')
		read_tar(data + 1, size - 1);
	return 0;
}
