#include "fetch/store.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"
#include "fetch/part.h"
#include "fetch/storefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* No address begins so. */
#define IMPORTED "imported "

enum { LOOK_MS = 10, LONGEST_WAIT_MS = 5000 };

enum { NOTE_MAX = 8192 }; /* bytes; an address of any use is shorter */

char *store_default_path(const char *cache_home, const char *home)
{
	/* A relative one is to be ignored, says the XDG Base Directory Specification. */
	if (cache_home && cache_home[0] == '/')
		return mem_printf("%s/mkrescue-usb", cache_home);
	if (home && home[0] == '/')
		return mem_printf("%s/.cache/mkrescue-usb", home);
	return NULL;
}

static bool open_root(const struct store *store, int *out, struct failure *why)
{
	if (!file_make_parents(store->path, 1, 0700) ||
	    (*out = storefile_folder(AT_FDCWD, store->path)) == -1)
		return fail_errno(why, FAIL_IO, "cannot open the cache '%s'", store->path);
	return storefile_is_safe(*out, &store->owner, store->path, why);
}

static bool open_inner(const struct store *store, int root, const char *name, int *out,
                       struct failure *why)
{
	AUTO_FREE char *path = file_in(store->path, name);

	*out = storefile_folder(root, name);
	if (*out == -1 && storefile_is_link(root, name))
		return fail(
		        why, FAIL_REFUSED,
		        "'%s' is a symbolic link, which the cache does not follow; remove it, or "
		        "set XDG_CACHE_HOME to another folder",
		        path);
	if (*out == -1)
		return fail_errno(why, FAIL_IO, "cannot open the cache '%s'", path);
	return storefile_is_safe(*out, &store->owner, path, why);
}

static bool open_folders(struct store *store, struct failure *why)
{
	AUTO_CLOSE int root = -1;

	return open_root(store, &root, why) &&
	       open_inner(store, root, "sha256", &store->objects, why) &&
	       open_inner(store, root, "parts", &store->parts, why) &&
	       open_inner(store, root, "names", &store->names, why);
}

bool store_open(const char *path, const struct owner *owner, struct store *out, struct failure *why)
{
	AS_OWNER(owner);
	*out = (struct store){ mem_strdup(path), *owner, -1, -1, -1 };
	if (!open_folders(out, why)) {
		store_done(out);
		return false;
	}
	part_clean(out, false);
	return true;
}

static void close_folder(int folder)
{
	if (folder != -1)
		close(folder);
}

void store_done(struct store *store)
{
	if (!store->path)
		return;
	free(store->path);
	close_folder(store->objects);
	close_folder(store->parts);
	close_folder(store->names);
	*store = (struct store){ .objects = -1, .parts = -1, .names = -1 };
}

void stored_done(struct stored *stored)
{
	if (stored->fd > 0)
		close(stored->fd);
	*stored = (struct stored){ .fd = -1 };
}

static void object_path(char path[STORE_OBJECT], const struct digest *sha256)
{
	char hex[DIGEST_HEX];

	digest_to_hex(sha256, hex);
	storefile_object(path, hex);
}

static bool hash_object(struct stored *object, const char *path, struct digest *out,
                        struct failure *why)
{
	struct digest_stream stream;
	bool hashed;

	digest_begin(&stream, DIGEST_SHA256);
	hashed = storefile_hash(object->fd, path, &stream, &object->size, why);
	*out = digest_end(&stream);
	return hashed;
}

/* Unless another program has put a new one in its place. */
static void remove_damaged(const struct store *store, const char *path, int fd)
{
	if (storefile_is_there(store->objects, path, fd))
		unlinkat(store->objects, path, 0);
}

static bool judge_object(const struct store *store, const char *path, struct stored *object,
                         struct failure *why)
{
	struct digest holds;

	if (!hash_object(object, path, &holds, why)) {
		/* A sector that cannot be read is damage too. */
		if (why->kind != FAIL_IO)
			return false;
		holds = (struct digest){ 0 };
	}
	if (digest_equal(&holds, &object->sha256))
		return true;
	remove_damaged(store, path, object->fd);
	stored_done(object);
	object->was_damaged = true;
	return true;
}

/* What is no file at all has no business under an object's name. */
static bool is_file(int fd)
{
	struct stat file;

	return fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

bool store_peek(const struct store *store, const struct digest *sha256, struct stored *out,
                struct failure *why)
{
	char path[STORE_OBJECT];

	AS_OWNER(&store->owner);
	object_path(path, sha256);
	*out = (struct stored){ .sha256 = *sha256 };
	out->fd = storefile_open_object(store->objects, path);
	if (out->fd == -1 && errno == ENOENT)
		return true;
	if (out->fd != -1 && is_file(out->fd)) {
		storefile_hold(out->fd);
		return true;
	}
	stored_done(out);
	return fail(why, FAIL_IO, "'%s/sha256/%s' is not a readable file; remove it", store->path,
	            path);
}

bool store_find(const struct store *store, const struct digest *sha256, struct stored *out,
                struct failure *why)
{
	char path[STORE_OBJECT];

	AS_OWNER(&store->owner);
	if (!store_peek(store, sha256, out, why))
		return false;
	object_path(path, sha256);
	if (out->fd == -1 || judge_object(store, path, out, why))
		return true;
	stored_done(out);
	return false;
}

static bool read_entry(int folder, const char *name, struct store_entry *out)
{
	struct stat file;

	if (!storefile_is_name(name, "") || !digest_from_hex(name, &out->sha256) ||
	    fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) == -1 || !S_ISREG(file.st_mode))
		return false;
	out->size = (uint64_t)file.st_size;
	out->since = file.st_mtime;
	return true;
}

static void list_bucket(int objects, const char *bucket, struct store_entry **list, size_t *count)
{
	AUTO_CLOSE int folder =
	        openat(objects, bucket, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *names = folder == -1 ? NULL : storefile_read_folder(folder);
	const struct dirent *entry;
	struct store_entry found;

	while (names && (entry = readdir(names)) != NULL) {
		if (strncmp(entry->d_name, bucket, STORE_BUCKET - 1) != 0 ||
		    !read_entry(folder, entry->d_name, &found))
			continue;
		*list = mem_grow(*list, *count, sizeof(**list));
		(*list)[(*count)++] = found;
	}
	if (names)
		closedir(names);
}

static int by_name(const void *a, const void *b)
{
	const struct store_entry *one = a;
	const struct store_entry *other = b;

	return memcmp(one->sha256.bytes, other->sha256.bytes, DIGEST_SHA256_SIZE);
}

bool store_list(const struct store *store, struct store_entry **out, size_t *count,
                struct failure *why)
{
	const struct dirent *entry;
	DIR *buckets;

	AS_OWNER(&store->owner);
	*out = NULL;
	*count = 0;
	buckets = storefile_read_folder(store->objects);
	if (!buckets)
		return fail_errno(why, FAIL_IO, "cannot read the cache '%s'", store->path);
	while ((entry = readdir(buckets)) != NULL) {
		if (strlen(entry->d_name) == STORE_BUCKET - 1)
			list_bucket(store->objects, entry->d_name, out, count);
	}
	closedir(buckets);
	if (*count)
		qsort(*out, *count, sizeof(**out), by_name);
	return true;
}

/* For moments others hold it too; one that was stopped in such a moment is not waited for. */
static void lock_soon(int fd, int kind)
{
	const uint64_t began = wait_now();

	while (flock(fd, kind | LOCK_NB) == -1 && errno == EWOULDBLOCK &&
	       wait_now() - began < LONGEST_WAIT_MS && !interrupt_requested())
		wait_pause(LOOK_MS);
}

void store_hold(const struct store *store)
{
	lock_soon(store->objects, LOCK_SH);
}

/* Locked: again, where somebody who prunes has removed it meanwhile. */
static int open_note(const struct store *store, const char *file)
{
	int fd = -1;

	do {
		if (fd != -1)
			close(fd);
		fd = storefile_open(store->names, file, O_WRONLY | O_CREAT);
		if (fd != -1)
			lock_soon(fd, LOCK_EX);
	} while (fd != -1 && !storefile_is_there(store->names, file, fd));
	return fd;
}

/* Written with one call, so that a reader sees the old note, the new one, or nonsense. */
static bool write_note(const struct store *store, const char *name, const struct digest *sha256,
                       struct failure *why)
{
	char file[DIGEST_HEX];
	char hex[DIGEST_HEX];
	AUTO_FREE char *text = NULL;
	AUTO_CLOSE int fd = -1;
	size_t size;

	AS_OWNER(&store->owner);
	storefile_name(file, name);
	digest_to_hex(sha256, hex);
	text = mem_printf("%s %s\n", hex, name);
	size = strlen(text);
	fd = open_note(store, file);
	if (fd == -1 || pwrite(fd, text, size, 0) != (ssize_t)size ||
	    ftruncate(fd, (off_t)size) == -1) {
		unlinkat(store->names, file, 0);
		return fail_errno(why, FAIL_IO, "cannot write to the cache '%s'", store->path);
	}
	return true;
}

static char *imported_name(const char *name)
{
	return mem_printf(IMPORTED "%s", name);
}

bool store_remember(const struct store *store, const char *name, const struct digest *sha256,
                    struct failure *why)
{
	AUTO_FREE char *imported = imported_name(name);
	char file[DIGEST_HEX];

	AS_OWNER(&store->owner);
	storefile_name(file, imported);
	unlinkat(store->names, file, 0);
	return write_note(store, name, sha256, why);
}

bool store_remember_imported(const struct store *store, const char *name,
                             const struct digest *sha256, struct failure *why)
{
	AUTO_FREE char *imported = imported_name(name);
	struct digest known;

	return (store_recall(store, name, &known) && digest_equal(&known, sha256)) ||
	       write_note(store, imported, sha256, why);
}

bool store_recall_imported(const struct store *store, const char *name, struct digest *out)
{
	AUTO_FREE char *imported = imported_name(name);

	return store_recall(store, imported, out);
}

bool store_recall(const struct store *store, const char *name, struct digest *out)
{
	const size_t size = DIGEST_HEX + strlen(name) + 1;
	AUTO_FREE char *text = mem_zalloc(1, size + 1);
	char file[DIGEST_HEX];
	AUTO_CLOSE int fd = -1;

	AS_OWNER(&store->owner);
	storefile_name(file, name);
	fd = storefile_open(store->names, file, O_RDONLY);
	if (fd == -1 || read(fd, text, size + 1) != (ssize_t)size || text[size - 1] != '\n' ||
	    memcmp(text + DIGEST_HEX, name, strlen(name)) != 0)
		return false;
	text[DIGEST_HEX - 1] = '\0';
	return digest_from_hex(text, out);
}

/* False for what store_remember() did not write: half a note, or one under another's name. */
static bool read_note(int names, const char *file, struct store_note *out)
{
	AUTO_FREE char *text = mem_zalloc(1, NOTE_MAX + 1);
	AUTO_CLOSE int fd = storefile_open(names, file, O_RDONLY);
	ssize_t n = fd == -1 ? -1 : read(fd, text, NOTE_MAX);
	char own[DIGEST_HEX];
	const char *name;

	if (n <= DIGEST_HEX || strlen(text) != (size_t)n || text[DIGEST_HEX - 1] != ' ' ||
	    text[n - 1] != '\n')
		return false;
	text[DIGEST_HEX - 1] = '\0';
	text[n - 1] = '\0';
	storefile_name(own, text + DIGEST_HEX);
	if (strcmp(own, file) != 0 || !digest_from_hex(text, &out->sha256))
		return false;
	name = text + DIGEST_HEX;
	if (strncmp(name, IMPORTED, strlen(IMPORTED)) == 0)
		name += strlen(IMPORTED);
	out->name = mem_strdup(name);
	return true;
}

static int by_object(const void *a, const void *b)
{
	const struct store_note *one = a;
	const struct store_note *other = b;
	const int order = memcmp(one->sha256.bytes, other->sha256.bytes, DIGEST_SHA256_SIZE);

	return order ? order : strcmp(one->name, other->name);
}

bool store_notes(const struct store *store, struct store_notes *out, struct failure *why)
{
	const struct dirent *entry;
	struct store_note note;
	DIR *names;

	AS_OWNER(&store->owner);
	*out = (struct store_notes){ 0 };
	names = storefile_read_folder(store->names);
	if (!names)
		return fail_errno(why, FAIL_IO, "cannot read the cache '%s'", store->path);
	while ((entry = readdir(names)) != NULL) {
		if (!storefile_is_name(entry->d_name, "") ||
		    !read_note(store->names, entry->d_name, &note))
			continue;
		out->items = mem_grow(out->items, out->count, sizeof(*out->items));
		out->items[out->count++] = note;
	}
	closedir(names);
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_object);
	return true;
}

void store_notes_done(struct store_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->items[i].name);
	free(notes->items);
	*notes = (struct store_notes){ 0 };
}

/* Where the notes about an object begin, or would. */
static size_t first_note(const struct store_notes *notes, const struct digest *sha256)
{
	const struct store_note expected = { (char[]){ "" }, *sha256 };
	size_t from = 0;
	size_t to = notes->count;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (by_object(&notes->items[middle], &expected) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct store_note *store_notes_of(const struct store_notes *notes,
                                        const struct digest *sha256, size_t *count)
{
	const size_t first = first_note(notes, sha256);
	size_t end = first;

	while (end < notes->count && digest_equal(&notes->items[end].sha256, sha256))
		end++;
	*count = end - first;
	return *count ? &notes->items[first] : NULL;
}
