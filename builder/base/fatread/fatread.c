#include "base/fatread/fatread.h"

#include "base/fatread/directory.h"
#include "base/fatread/table.h"
#include "base/interrupt.h"
#include "base/medium/hashing.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Bytes at a time: both pieces stay in a processor's cache. */
enum { COMPARED = 64 << 10 };

struct fatread {
	struct table table;
};

bool fatread_open(struct fatread **out, struct target *target, struct failure *why)
{
	struct volume volume;
	struct fatread *fat;

	if (!volume_open(&volume, target, why))
		return false;
	fat = mem_zalloc(1, sizeof(*fat));
	table_begin(&fat->table, &volume);
	*out = fat;
	return true;
}

void fatread_close(struct fatread *fat)
{
	if (!fat)
		return;
	table_done(&fat->table);
	free(fat);
}

unsigned fatread_bits(const struct fatread *fat)
{
	return fat->table.volume.bits;
}

bool fatread_used_end(struct fatread *fat, uint64_t *end, struct failure *why)
{
	return table_used_end(&fat->table, end, why);
}

static const char *target_name(const struct fatread *fat)
{
	return fat->table.volume.target->name;
}

/* One name that is looked for in a directory. */
struct search {
	const char *name;
	size_t length;
	struct fat_entry *found;
	unsigned matches;
};

static bool same_name(const char *have, const struct search *search)
{
	return strncasecmp(have, search->name, search->length) == 0 && !have[search->length];
}

/* A loader may look at long names or at short ones only. */
static bool compare(void *context, const struct fat_entry *entry, struct failure *why)
{
	struct search *search = context;

	(void)why;
	if (entry->label ||
	    (!same_name(entry->name, search) && !same_name(entry->short_name, search)))
		return true;
	*search->found = *entry;
	search->matches++;
	return true;
}

static bool look_up(struct fatread *fat, uint32_t directory, const char *name, size_t length,
                    struct fat_entry *out, struct failure *why)
{
	struct search search = { .name = name, .length = length, .found = out };
	const struct directory_visitor visitor = { compare, &search };

	if (!directory_read(&fat->table, directory, &visitor, why))
		return false;
	if (search.matches == 0)
		return fail(why, FAIL_VERIFY, "there is no '%.*s' on '%s'", (int)length, name,
		            target_name(fat));
	if (search.matches > 1)
		return fail(why, FAIL_VERIFY,
		            "'%.*s' is on '%s' more than once; a boot loader could use either",
		            (int)length, name, target_name(fat));
	return true;
}

/* Follows a path from the root directory, whose entry exists only here. */
static bool walk(struct fatread *fat, const char *path, struct fat_entry *out, struct failure *why)
{
	const struct volume *volume = &fat->table.volume;

	*out = (struct fat_entry){ .directory = true, .first_cluster = volume->root_cluster };
	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size_t length = strcspn(path, "/");
		uint32_t here = out->first_cluster;

		if (!out->directory)
			return fail(why, FAIL_VERIFY, "'%s' on '%s' is a file, not a directory",
			            out->short_name, target_name(fat));
		if (!look_up(fat, here, path, length, out, why))
			return false;
		if (out->directory && !volume_has_cluster(volume, out->first_cluster))
			return fail(why, FAIL_VERIFY,
			            "the directory '%.*s' lies outside the volume on '%s'",
			            (int)length, path, target_name(fat));
		path += length;
	}
	return true;
}

bool fatread_list(struct fatread *fat, const char *directory,
                  bool (*visit)(void *context, const struct fat_entry *entry, struct failure *why),
                  void *context, struct failure *why)
{
	const struct directory_visitor visitor = { visit, context };
	struct fat_entry here;

	if (!walk(fat, directory, &here, why))
		return false;
	if (!here.directory)
		return fail(why, FAIL_VERIFY, "'%s' on '%s' is a file, not a directory", directory,
		            target_name(fat));
	return directory_read(&fat->table, here.first_cluster, &visitor, why);
}

bool fatread_find(struct fatread *fat, const char *path, struct fat_entry *out, struct failure *why)
{
	if (!walk(fat, path, out, why))
		return false;
	return !out->directory || fail(why, FAIL_VERIFY, "'%s' on '%s' is a directory, not a file",
	                               path, target_name(fat));
}

static bool wrong_length(const struct fatread *fat, const struct fat_entry *file, const char *how,
                         struct failure *why)
{
	return fail(why, FAIL_VERIFY,
	            "the file system on '%s' is damaged: '%s' has %s clusters than its %" PRIu64
	            " bytes need",
	            target_name(fat), file->short_name, how, file->size);
}

/* What lies side by side of a file, in order. */
struct piece_visitor {
	bool (*visit)(void *context, uint64_t offset, uint64_t size, struct failure *why);
	void *context;
};

/* The file's first bytes; *end is the cluster that follows them in the chain. */
static bool visit_pieces(struct fatread *fat, const struct fat_entry *file, uint64_t left,
                         const struct piece_visitor *visitor, uint32_t *end, struct failure *why)
{
	const struct volume *volume = &fat->table.volume;
	uint32_t cluster = file->first_cluster;

	while (left) {
		struct run run;
		uint64_t size;

		if (cluster == CHAIN_END)
			return wrong_length(fat, file, "fewer", why);
		if (!table_run(&fat->table, cluster, volume_clusters(volume, left), &run, why))
			return false;
		size = run.count * volume->cluster_size;
		size = size < left ? size : left;
		if (!visitor->visit(visitor->context, volume_cluster_start(volume, cluster), size,
		                    why))
			return false;
		left -= size;
		cluster = run.next;
	}
	*end = cluster;
	return true;
}

static bool hash_piece(void *context, uint64_t offset, uint64_t size, struct failure *why)
{
	return hashing_add(context, offset, size, why);
}

/* The chain must end exactly where the size says: a loop is a chain that does not end there. */
static bool visit_all(struct fatread *fat, const struct fat_entry *file,
                      const struct piece_visitor *visitor, struct failure *why)
{
	uint32_t end;

	return file->size == 0 || (visit_pieces(fat, file, file->size, visitor, &end, why) &&
	                           (end == CHAIN_END || wrong_length(fat, file, "more", why)));
}

static bool may_be_read(const struct fatread *fat, const struct fat_entry *file,
                        struct failure *why)
{
	const struct volume *volume = &fat->table.volume;

	if (file->directory || file->label)
		return fail(why, FAIL_VERIFY, "'%s' on '%s' is not a file", file->short_name,
		            target_name(fat));
	if (volume_clusters(volume, file->size) > volume->cluster_count)
		return wrong_length(fat, file, "fewer", why);
	return file->size || !file->first_cluster || wrong_length(fat, file, "more", why);
}

bool fatread_hash(struct fatread *fat, const struct fat_entry *file, struct progress *progress,
                  struct digest *out, struct failure *why)
{
	struct hashing hashing;
	const struct piece_visitor visitor = { hash_piece, &hashing };
	bool good;

	if (!may_be_read(fat, file, why))
		return false;
	hashing_begin(&hashing, fat->table.volume.target, "checking the file", file->size,
	              progress);
	good = visit_all(fat, file, &visitor, why);
	*out = hashing_end(&hashing);
	return good;
}

/* A file beside another one that it should be equal to. */
struct comparing {
	struct target *target;
	const struct leased_file *wanted;
	struct progress *progress;
	uint64_t total;
	uint64_t done; /* bytes, all equal but perhaps the last piece */
	bool equal;
	uint8_t *seen;
	uint8_t *space; /* for what is wanted */
};

static bool compare_piece(void *context, uint64_t offset, uint64_t size, struct failure *why)
{
	struct comparing *comparing = context;

	while (size && comparing->equal) {
		size_t now = size < COMPARED ? (size_t)size : COMPARED;
		const uint8_t *wanted;

		if (!interrupt_check(why) ||
		    !target_read(comparing->target, offset, comparing->seen, now, why))
			return false;
		if (!leased_file_view(comparing->wanted, comparing->done, now, comparing->space,
		                      &wanted))
			return fail_errno(why, FAIL_IO, "cannot read what '%s' should hold",
			                  comparing->target->name);
		comparing->equal = memcmp(comparing->seen, wanted, now) == 0;
		offset += now;
		size -= now;
		comparing->done += now;
		progress_report(comparing->progress, "checking the file", comparing->done,
		                comparing->total);
	}
	return true;
}

bool fatread_compare(struct fatread *fat, const struct fat_entry *file,
                     const struct leased_file *wanted, struct progress *progress, bool *equal,
                     struct failure *why)
{
	AUTO_FREE uint8_t *seen = mem_pages_now(COMPARED);
	AUTO_FREE uint8_t *space = mem_pages(COMPARED);
	struct comparing comparing = { .target = fat->table.volume.target,
		                       .wanted = wanted,
		                       .progress = progress,
		                       .total = file->size,
		                       .equal = true,
		                       .seen = seen,
		                       .space = space };
	const struct piece_visitor visitor = { compare_piece, &comparing };
	bool good = may_be_read(fat, file, why) && visit_all(fat, file, &visitor, why);

	*equal = comparing.equal;
	return good;
}

bool fatread_place(struct fatread *fat, const struct fat_entry *file, uint64_t *from, uint64_t *to)
{
	const struct volume *volume = &fat->table.volume;
	const uint64_t clusters = volume_clusters(volume, file->size);
	struct failure ignored;
	struct run run;

	if (!file->size || !may_be_read(fat, file, &ignored) ||
	    !table_run(&fat->table, file->first_cluster, clusters, &run, &ignored) ||
	    run.count != clusters)
		return false;
	*from = volume_cluster_start(volume, run.first);
	*to = *from + file->size;
	return true;
}

struct reading {
	struct target *target;
	uint8_t *to;
};

static bool read_piece(void *context, uint64_t offset, uint64_t size, struct failure *why)
{
	struct reading *reading = context;

	if (!target_read(reading->target, offset, reading->to, (size_t)size, why))
		return false;
	reading->to += size;
	return true;
}

bool fatread_read(struct fatread *fat, const struct fat_entry *file, void *to, size_t size,
                  struct failure *why)
{
	struct reading reading = { fat->table.volume.target, to };
	const struct piece_visitor visitor = { read_piece, &reading };
	uint32_t end;

	if (!may_be_read(fat, file, why))
		return false;
	if (size > file->size)
		return wrong_length(fat, file, "fewer", why);
	return visit_pieces(fat, file, size, &visitor, &end, why);
}
