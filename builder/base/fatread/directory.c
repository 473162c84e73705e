#include "base/fatread/directory.h"

#include "base/bytes.h"
#include "base/fatread/longname.h"
#include "base/mem.h"
#include "base/text/letters.h"

enum {
	ENTRY_SIZE = 32,
	ENTRIES_MAX = 65536, /* what other readers accept; ends a chain that loops, too */
	PIECE = 64 << 10,    /* no cluster is larger */
};

enum { ATTRIBUTE_LABEL = 0x08, ATTRIBUTE_DIRECTORY = 0x10, ATTRIBUTE_LONG = 0x0f };
enum { BASE_IS_LOWER = 0x08, EXTENSION_IS_LOWER = 0x10 };
enum { NO_MORE_ENTRIES = 0x00, DELETED = 0xe5 };

struct listing {
	struct table *table;
	const struct directory_visitor *visitor;
	struct longname longname;
	uint8_t *piece;
	unsigned entries;
	bool ended;
};

/* Characters outside ASCII depend on an unknown code page and are never looked for. */
static char plain(uint8_t c)
{
	return (char)(c >= ' ' && c < 0x7f ? c : '?');
}

static size_t copy_part(char *out, const uint8_t *from, size_t size)
{
	while (size && from[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < size; i++)
		out[i] = plain(from[i]);
	out[size] = '\0';
	return size;
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = small_of(*text);
}

/* "MIWIFI  BIN" as "MIWIFI.BIN", each half in lower case when `lowered` says so. */
static void read_short_name(const uint8_t *entry, unsigned lowered, char *out)
{
	char extension[4];
	size_t length = copy_part(out, entry, 8);
	size_t extended = copy_part(extension, entry + 8, 3);

	if (lowered & BASE_IS_LOWER)
		lower(out);
	if (lowered & EXTENSION_IS_LOWER)
		lower(extension);
	if (extended) {
		out[length] = '.';
		memcpy(out + length + 1, extension, extended + 1);
	}
}

/* A label has no extension: its eleven characters belong together. */
static void read_label(const uint8_t *entry, struct fat_entry *out)
{
	copy_part(out->short_name, entry, 11);
	memcpy(out->name, out->short_name, sizeof(out->short_name));
}

static void read_entry(struct listing *listing, const uint8_t *entry, struct fat_entry *out)
{
	bool big = listing->table->volume.bits == 32;
	uint32_t high = big ? get_le16(entry + 20) : 0;

	*out = (struct fat_entry){
		.size = get_le32(entry + 28),
		.first_cluster = high << 16 | get_le16(entry + 26),
		.directory = (entry[11] & ATTRIBUTE_DIRECTORY) != 0,
		.label = (entry[11] & ATTRIBUTE_LABEL) != 0,
	};
	if (out->label) {
		read_label(entry, out);
		return;
	}
	read_short_name(entry, 0, out->short_name);
	if (!longname_take(&listing->longname, entry, out->name))
		read_short_name(entry, entry[12], out->name);
}

static bool is_dot(const uint8_t *entry)
{
	return (entry[11] & ATTRIBUTE_DIRECTORY) &&
	       (memcmp(entry, ".          ", 11) == 0 || memcmp(entry, "..         ", 11) == 0);
}

static bool take_entry(struct listing *listing, const uint8_t *at, struct failure *why)
{
	struct fat_entry entry;

	if ((at[11] & 0x3f) == ATTRIBUTE_LONG && at[0] != DELETED) {
		longname_add(&listing->longname, at);
		return true;
	}
	if (at[0] != DELETED && !is_dot(at)) {
		read_entry(listing, at, &entry);
		if (!listing->visitor->visit(listing->visitor->context, &entry, why))
			return false;
	}
	listing->longname.slots = 0;
	return true;
}

static bool take_piece(struct listing *listing, uint64_t start, uint64_t size, struct failure *why)
{
	const struct volume *volume = &listing->table->volume;

	if (!target_read(volume->target, start, listing->piece, (size_t)size, why))
		return false;
	for (uint64_t at = 0; at < size; at += ENTRY_SIZE) {
		if (listing->piece[at] == NO_MORE_ENTRIES) {
			listing->ended = true;
			return true;
		}
		if (++listing->entries > ENTRIES_MAX)
			return fail(why, FAIL_VERIFY,
			            "the file system on '%s' is damaged: a directory does not end",
			            volume->target->name);
		if (!take_entry(listing, listing->piece + at, why))
			return false;
	}
	return true;
}

static bool read_fixed_root(struct listing *listing, struct failure *why)
{
	const struct volume *volume = &listing->table->volume;

	for (uint64_t at = 0; at < volume->root_size && !listing->ended; at += PIECE) {
		uint64_t left = volume->root_size - at;

		if (!take_piece(listing, volume->root_start + at, left < PIECE ? left : PIECE, why))
			return false;
	}
	return true;
}

static bool read_chain(struct listing *listing, uint32_t cluster, struct failure *why)
{
	const struct volume *volume = &listing->table->volume;

	while (cluster != CHAIN_END && !listing->ended) {
		uint32_t next;

		if (!table_next(listing->table, cluster, &next, why) ||
		    !take_piece(listing, volume_cluster_start(volume, cluster),
		                volume->cluster_size, why))
			return false;
		cluster = next;
	}
	return true;
}

bool directory_read(struct table *table, uint32_t cluster, const struct directory_visitor *visitor,
                    struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(PIECE);
	struct listing listing = { .table = table, .visitor = visitor, .piece = piece };

	return cluster == 0 ? read_fixed_root(&listing, why) : read_chain(&listing, cluster, why);
}
