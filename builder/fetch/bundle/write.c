#include "fetch/bundle/list.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 256 << 10 };

struct writing {
	const struct bundle_work *work;
	const struct archive_library *lib;
	struct archive *archive;
	uint64_t size; /* of the tar file so far */
	int error;     /* why it could not be written */
	bool is_given_up;
	uint64_t done; /* of the objects */
	uint64_t total;
	struct failure *why;
};

/*
 * Never fails: libarchive forgets to free what a failed archive holds. After an error
 * nothing more is written, and the callers check for it.
 */
static la_ssize_t put(struct archive *archive, void *context, const void *data, size_t size)
{
	struct writing *writing = context;

	(void)archive;
	if (writing->error || writing->is_given_up)
		return (la_ssize_t)size;
	if (!file_write_at(writing->work->fd, writing->size, data, size))
		writing->error = errno;
	writing->size += size;
	return (la_ssize_t)size;
}

static bool cannot_write(const struct writing *writing)
{
	const char *message = writing->lib->archive_error_string(writing->archive);

	errno = writing->error;
	return writing->error
	               ? fail_errno(writing->why, FAIL_IO, "cannot write '%s'", writing->work->name)
	               : fail(writing->why, FAIL_IO, "cannot write '%s': %s", writing->work->name,
	                      message ? message : "unknown error");
}

static bool begin(struct writing *writing)
{
	const struct archive_library *lib = writing->lib;
	struct archive *archive = writing->archive;

	/* ustar as long as that holds everything; the end is two empty blocks, no more. */
	return (lib->archive_write_set_format_pax_restricted(archive) == ARCHIVE_OK &&
	        lib->archive_write_add_filter_none(archive) == ARCHIVE_OK &&
	        lib->archive_write_set_bytes_per_block(archive, PIECE) == ARCHIVE_OK &&
	        lib->archive_write_set_bytes_in_last_block(archive, 512) == ARCHIVE_OK &&
	        lib->archive_write_open(archive, writing, NULL, put, NULL) == ARCHIVE_OK) ||
	       cannot_write(writing);
}

static bool begin_member(struct writing *writing, const char *path, uint64_t size)
{
	const struct archive_library *lib = writing->lib;
	struct archive_entry *entry = lib->archive_entry_new();
	bool good = entry != NULL;

	if (good) {
		lib->archive_entry_set_pathname(entry, path);
		lib->archive_entry_set_filetype(entry, AE_IFREG);
		lib->archive_entry_set_perm(entry, 0644);
		lib->archive_entry_set_size(entry, (la_int64_t)size);
		good = lib->archive_write_header(writing->archive, entry) == ARCHIVE_OK;
	}
	lib->archive_entry_free(entry);
	return good || cannot_write(writing);
}

static bool put_data(struct writing *writing, const void *data, size_t size)
{
	return (writing->lib->archive_write_data(writing->archive, data, size) ==
	                (la_ssize_t)size &&
	        !writing->error) ||
	       cannot_write(writing);
}

static bool put_text(struct writing *writing, const char *path, const void *data, uint64_t size)
{
	return begin_member(writing, path, size) && put_data(writing, data, (size_t)size);
}

static bool damaged(const struct writing *writing, const struct bundle_object *object)
{
	char hex[DIGEST_HEX];

	digest_to_hex(&object->sha256, hex);
	return fail(
	        writing->why, FAIL_VERIFY,
	        "the object %s in the cache is damaged; remove it with 'mkrescue-usb cache verify'",
	        hex);
}

static bool copy(struct writing *writing, const struct bundle_object *object, int fd,
                 struct digest_stream *hash)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);

	for (uint64_t at = 0; at < object->size;) {
		const uint64_t left = object->size - at;
		const size_t now = left < PIECE ? (size_t)left : PIECE;

		if (!interrupt_check(writing->why))
			return false;
		if (!file_read_at(fd, at, piece, now))
			return damaged(writing, object);
		digest_add(hash, piece, now);
		if (!put_data(writing, piece, now))
			return false;
		at += now;
		writing->done += now;
		progress_report(writing->work->progress, "exporting", writing->done,
		                writing->total);
	}
	return true;
}

/* The bytes that are written are the ones that are hashed. */
static bool copy_proven(struct writing *writing, const struct bundle_object *object, int fd)
{
	struct digest_stream hash;
	struct digest holds;
	bool copied;

	digest_begin(&hash, DIGEST_SHA256);
	copied = copy(writing, object, fd, &hash);
	holds = digest_end(&hash);
	return copied && (digest_equal(&holds, &object->sha256) || damaged(writing, object));
}

static bool put_object(struct writing *writing, const struct bundle_object *object)
{
	AUTO_FREE char *path = bundlelist_object_path(object);
	struct stored stored;
	bool good;

	if (!store_peek(writing->work->store, &object->sha256, &stored, writing->why))
		return false;
	if (stored.fd == -1)
		return fail(writing->why, FAIL_IO,
		            "'%s' was removed from the cache during the export; start again", path);
	good = begin_member(writing, path, object->size) && copy_proven(writing, object, stored.fd);
	stored_done(&stored);
	return good;
}

static bool put_all(struct writing *writing, const struct bundle *bundle, const char *manifest)
{
	if (!put_text(writing, BUNDLE_MANIFEST, manifest, strlen(manifest)))
		return false;
	for (size_t i = 0; i < bundle->object_count; i++) {
		if (!put_object(writing, &bundle->objects[i]))
			return false;
	}
	for (size_t i = 0; i < bundle->file_count; i++) {
		AUTO_FREE char *path = bundlelist_file_path(&bundle->files[i]);

		if (!put_text(writing, path, bundle->files[i].data, bundle->files[i].size))
			return false;
	}
	return (writing->lib->archive_write_close(writing->archive) == ARCHIVE_OK &&
	        !writing->error) ||
	       cannot_write(writing);
}

bool bundle_write(const struct bundle_work *work, struct bundle *bundle, const char *program,
                  uint64_t *size, struct failure *why)
{
	struct archive_library library;
	struct writing writing = { .work = work, .lib = &library, .why = why };
	AUTO_FREE char *manifest = NULL;
	bool good;

	bundle_sort_files(bundle);
	if (!archive_library_load(&library, why) ||
	    !bundlelist_check(bundle, work->name, FAIL_USAGE, why) ||
	    !bundlelist_text(bundle, program, &manifest, why))
		return false;
	for (size_t i = 0; i < bundle->object_count; i++)
		writing.total += bundle->objects[i].size;
	writing.archive = library.archive_write_new();
	good = writing.archive && begin(&writing) && put_all(&writing, bundle, manifest);
	/* A member that was broken off is filled up before the archive goes. */
	writing.is_given_up = !good;
	library.archive_write_free(writing.archive);
	*size = writing.size;
	return good;
}
