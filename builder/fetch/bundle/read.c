#include "fetch/bundle/list.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "fetch/part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 << 10, SHOWN = 200, LONGEST_WAIT = 60 * 60 };

struct reading {
	const struct bundle_work *work;
	const struct archive_library *lib;
	struct archive *archive;
	uint8_t *piece;
	uint64_t done; /* of all content but the manifest's */
	uint64_t total;
	struct failure *why;
};

/* Where the content of a member goes. */
struct sink {
	bool (*add)(struct sink *sink, const void *data, size_t size, struct failure *why);
	struct digest_stream *hash; /* of what is there already */
	struct part *part;
	uint8_t *memory;
	uint64_t have;
};

static bool damaged(const struct reading *reading)
{
	const char *message = reading->lib->archive_error_string(reading->archive);

	return fail(reading->why, FAIL_VERIFY, "'%s' is damaged or truncated (%s); copy it again",
	            reading->work->name, message ? message : "unknown error");
}

/* Whether it is the member of that name; else what its own name shows on a terminal. */
static bool has_name(const struct reading *reading, struct archive_entry *entry,
                     const char *expected, char shown[SHOWN])
{
	const char *path = reading->lib->archive_entry_pathname(entry);

	text_clean(shown, SHOWN, path ? path : "an unreadable name");
	return path && expected && strcmp(path, expected) == 0;
}

static bool is_plain_file(const struct archive_library *lib, struct archive_entry *entry)
{
	return lib->archive_entry_filetype(entry) == AE_IFREG &&
	       !lib->archive_entry_hardlink(entry) && !lib->archive_entry_symlink(entry) &&
	       lib->archive_entry_sparse_count(entry) == 0 &&
	       lib->archive_entry_size_is_set(entry) && lib->archive_entry_size(entry) >= 0;
}

/* Sets *size. Nothing but the one member that comes next is accepted. */
static bool next_member(const struct reading *reading, const char *path, uint64_t *size)
{
	const char *name = reading->work->name;
	struct archive_entry *entry;
	char shown[SHOWN];
	int result = reading->lib->archive_read_next_header(reading->archive, &entry);

	if (result == ARCHIVE_EOF)
		return fail(reading->why, FAIL_VERIFY,
		            "'%s' is truncated: '%s' is missing; copy it again", name, path);
	if (result != ARCHIVE_OK)
		return damaged(reading);
	if (!has_name(reading, entry, path, shown))
		return fail(reading->why, FAIL_VERIFY,
		            "'%s' contains '%s' instead of '%s'; nothing after it is imported",
		            name, shown, path);
	if (!is_plain_file(reading->lib, entry))
		return fail(reading->why, FAIL_VERIFY, "'%s' in '%s' is not a regular file", path,
		            name);
	*size = (uint64_t)reading->lib->archive_entry_size(entry);
	return true;
}

static bool sized_member(const struct reading *reading, const char *path, uint64_t expected)
{
	uint64_t size = 0;

	if (!next_member(reading, path, &size))
		return false;
	return size == expected ||
	       fail(reading->why, FAIL_VERIFY,
	            "'%s' in '%s' has %llu bytes, but %llu in the manifest", path,
	            reading->work->name, (unsigned long long)size, (unsigned long long)expected);
}

/* The member has `size` bytes by its header; fewer are what a cut leaves. */
static bool take_content(struct reading *reading, struct sink *sink, uint64_t size)
{
	while (sink->have < size) {
		const uint64_t left = size - sink->have;
		const size_t most = left < PIECE ? (size_t)left : PIECE;
		la_ssize_t n;

		if (!interrupt_check(reading->why))
			return false;
		n = reading->lib->archive_read_data(reading->archive, reading->piece, most);
		if (n <= 0)
			return damaged(reading);
		if (!sink->add(sink, reading->piece, (size_t)n, reading->why))
			return false;
		sink->have += (uint64_t)n;
		reading->done += (uint64_t)n;
		if (reading->total)
			progress_report(reading->work->progress, "importing", reading->done,
			                reading->total);
	}
	return true;
}

static bool add_to_hash(struct sink *sink, const void *data, size_t size, struct failure *why)
{
	(void)why;
	digest_add(sink->hash, data, size);
	return true;
}

static bool add_to_part(struct sink *sink, const void *data, size_t size, struct failure *why)
{
	return part_add(sink->part, data, size, why);
}

static bool add_to_memory(struct sink *sink, const void *data, size_t size, struct failure *why)
{
	(void)why;
	memcpy(sink->memory + sink->have, data, size);
	return true;
}

static bool wrong_content(const struct reading *reading, const char *path)
{
	return fail(reading->why, FAIL_VERIFY,
	            "'%s' in '%s' does not have the SHA-256 in the manifest; copy it again", path,
	            reading->work->name);
}

/* An object that the store has is not written again, but damage to the bundle is reported. */
static bool compare(struct reading *reading, const struct bundle_object *object, const char *path)
{
	struct digest_stream hash;
	struct sink sink = { .add = add_to_hash, .hash = &hash };
	struct digest holds;
	bool taken;

	digest_begin(&hash, DIGEST_SHA256);
	taken = take_content(reading, &sink, object->size);
	holds = digest_end(&hash);
	return taken && (digest_equal(&holds, &object->sha256) || wrong_content(reading, path));
}

static bool fill(struct reading *reading, const struct bundle_object *object, struct part *part,
                 const char *path)
{
	const struct part_expected expected = {
		.what = path,
		.sha256 = &object->sha256,
		.size = object->size,
	};
	struct sink sink = { .add = add_to_part, .part = part };
	struct stored stored;

	if (!take_content(reading, &sink, object->size))
		return false;
	if (part_finish(part, &expected, &stored, reading->why)) {
		stored_done(&stored);
		return true;
	}
	return reading->why->kind == FAIL_FIRMWARE ? wrong_content(reading, path) : false;
}

/*
 * Begins to take it in, unless it is there. Not under a download's name: what a download
 * has of it already would be lost when the bundle turns out to be bad.
 */
static bool begin_object(const struct reading *reading, struct bundle_object *object,
                         struct part *part)
{
	const struct store *store = reading->work->store;
	const struct part_wait wait = { LONGEST_WAIT, reading->work->progress };
	AUTO_FREE char *name = NULL;
	char hex[DIGEST_HEX];
	struct stored stored;

	digest_to_hex(&object->sha256, hex);
	name = mem_printf("import:%s", hex);
	do {
		if (!store_find(store, &object->sha256, &stored, reading->why))
			return false;
		object->is_new = stored.fd == -1;
		stored_done(&stored);
		if (!object->is_new)
			return true;
		if (!part_begin(store, name, &wait, part, reading->why))
			return false;
	} while (part->is_finished);
	return true;
}

static bool take_object(struct reading *reading, struct bundle_object *object)
{
	AUTO_FREE char *path = bundlelist_object_path(object);
	struct part part = { .fd = -1 };
	bool good = sized_member(reading, path, object->size) &&
	            begin_object(reading, object, &part) &&
	            (object->is_new ? fill(reading, object, &part, path)
	                            : compare(reading, object, path));

	part_done(&part);
	return good;
}

static bool take_file(struct reading *reading, struct bundle_file *file)
{
	AUTO_FREE char *path = bundlelist_file_path(file);
	struct sink sink = { .add = add_to_memory };
	struct digest holds;

	if (!sized_member(reading, path, file->size))
		return false;
	file->data = mem_zalloc(1, (size_t)file->size + 1);
	sink.memory = file->data;
	if (!take_content(reading, &sink, file->size))
		return false;
	holds = digest_of(DIGEST_SHA256, (struct bytes){ file->data, file->size });
	return digest_equal(&holds, &file->sha256) || wrong_content(reading, path);
}

/* libarchive stops at the first block of zeros, and says nothing of what lies behind it. */
static bool only_zeros_follow(const struct reading *reading)
{
	const struct bundle_work *work = reading->work;
	off_t at = (off_t)reading->lib->archive_filter_bytes(reading->archive, -1);
	ssize_t n;

	do {
		if (!interrupt_check(reading->why))
			return false;
		n = pread(work->fd, reading->piece, PIECE, at);
		if (n < 0 && errno != EINTR)
			return fail_errno(reading->why, FAIL_IO, "cannot read '%s'", work->name);
		if (n > 0 && !bytes_all_zero((struct bytes){ reading->piece, (size_t)n }))
			return fail(reading->why, FAIL_VERIFY,
			            "'%s' has other data after the end of the tar file; copy or "
			            "export it again",
			            work->name);
		at += n > 0 ? n : 0;
	} while (n != 0);
	return true;
}

static bool take_end(const struct reading *reading)
{
	struct archive_entry *entry;
	char shown[SHOWN];
	int result = reading->lib->archive_read_next_header(reading->archive, &entry);

	if (result == ARCHIVE_EOF)
		return only_zeros_follow(reading);
	if (result != ARCHIVE_OK)
		return damaged(reading);
	has_name(reading, entry, NULL, shown);
	return fail(reading->why, FAIL_VERIFY,
	            "'%s' contains '%s', which its manifest does not list", reading->work->name,
	            shown);
}

static bool take_members(struct reading *reading, struct bundle *bundle)
{
	reading->done = 0;
	for (size_t i = 0; i < bundle->object_count; i++)
		reading->total += bundle->objects[i].size;
	for (size_t i = 0; i < bundle->file_count; i++)
		reading->total += bundle->files[i].size;
	for (size_t i = 0; i < bundle->object_count; i++) {
		if (!take_object(reading, &bundle->objects[i]))
			return false;
	}
	for (size_t i = 0; i < bundle->file_count; i++) {
		if (!take_file(reading, &bundle->files[i]))
			return false;
	}
	return take_end(reading);
}

static bool begin(const struct reading *reading)
{
	/* No compression: then a small file cannot become a large one. */
	return reading->lib->archive_read_support_format_tar(reading->archive) == ARCHIVE_OK &&
	       reading->lib->archive_read_open_fd(reading->archive, reading->work->fd, PIECE) ==
	               ARCHIVE_OK;
}

static bool take_manifest(struct reading *reading, struct bundle *out)
{
	const char *name = reading->work->name;
	struct sink sink = { .add = add_to_memory };
	AUTO_FREE uint8_t *text = NULL;
	uint64_t size = 0;

	if (!begin(reading) || !next_member(reading, BUNDLE_MANIFEST, &size))
		return fail(reading->why, FAIL_VERIFY,
		            "'%s' is not a cache export: an uncompressed tar file that begins with "
		            "a manifest",
		            name);
	if (size > BUNDLE_MANIFEST_MAX)
		return fail(reading->why, FAIL_VERIFY, "the manifest in '%s' is too large", name);
	text = mem_zalloc(1, (size_t)size + 1);
	sink.memory = text;
	return take_content(reading, &sink, size) &&
	       bundlelist_parse(out, (struct bytes){ text, size }, name, reading->why);
}

bool bundle_read(const struct bundle_work *work, struct bundle *out, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	struct archive_library library;
	struct reading reading = { .work = work, .lib = &library, .piece = piece, .why = why };
	bool good;

	*out = (struct bundle){ 0 };
	if (!archive_library_load(&library, why))
		return false;
	reading.archive = library.archive_read_new();
	store_hold(work->store);
	good = reading.archive && take_manifest(&reading, out) && take_members(&reading, out);
	library.archive_read_free(reading.archive);
	if (!good)
		bundle_done(out);
	return good;
}
