#include "stick/write.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/manifest.h"
#include "stick/plan.h"

#include <inttypes.h>
#include <string.h>

/*
 * A last piece shorter than a MiB joins the one before it: small writes are slow on
 * sticks. What an operating system has in its cache is compared faster in small ones.
 */
enum { PIECE = 4 * MIB, PIECE_MAX = PIECE + MIB, CACHED_PIECE = MIB / 4 };

/* One copy on its way: from `image` to `stick`, through buffers that exist before it begins. */
struct passage {
	struct target *stick;
	struct target *image;
	struct progress *progress;
	uint8_t *piece;
	uint8_t *seen;
	size_t piece_size;
};

static size_t next_piece(const struct passage *passage, uint64_t left)
{
	size_t most = passage->piece_size == PIECE ? PIECE_MAX : passage->piece_size;

	return left < most ? (size_t)left : passage->piece_size;
}

static uint64_t first_difference(const uint8_t *a, const uint8_t *b, size_t size)
{
	uint64_t same = 0;

	while (same < size && a[same] == b[same])
		same++;
	return same;
}

static bool check_piece(const struct passage *passage, const uint8_t *wanted, uint64_t offset,
                        size_t size, struct failure *why)
{
	if (!target_read(passage->stick, offset, passage->seen, size, why))
		return false;
	if (memcmp(wanted, passage->seen, size) == 0)
		return true;
	return fail(why, FAIL_VERIFY,
	            "'%s' gave back other bytes than were written, first at byte %" PRIu64
	            ": it is failing, counterfeit or badly connected; try another one",
	            passage->stick->name, offset + first_difference(wanted, passage->seen, size));
}

static bool write_zeros(const struct passage *passage, uint64_t offset, size_t size,
                        struct failure *why)
{
	memset(passage->piece, 0, size);
	return target_write(passage->stick, offset, passage->piece, size, why);
}

/* The stick has no partition any more, whatever happens next. */
static bool blank(const struct passage *passage, struct failure *why)
{
	return write_zeros(passage, 0, SECTOR, why) && target_settle(passage->stick, why);
}

/* Old tables, and what old boot sectors left between them and the first partition. */
static bool clear_ends(const struct passage *passage, struct failure *why)
{
	return write_zeros(passage, 0, MIB, why) &&
	       write_zeros(passage, passage->stick->size - MIB, MIB, why) &&
	       target_settle(passage->stick, why);
}

static bool write_range(const struct passage *passage, uint64_t from, uint64_t to,
                        struct failure *why)
{
	progress_report(passage->progress, "writing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t size = next_piece(passage, to - at);
		const uint8_t *data;

		if (!interrupt_check(why) ||
		    !target_view(passage->image, at, passage->piece, size, &data, why) ||
		    !target_write(passage->stick, at, data, size, why))
			return false;
		at += size;
		progress_report(passage->progress, "writing", at - from, to - from);
	}
	return target_settle(passage->stick, why);
}

static bool compare_range(const struct passage *passage, uint64_t from, uint64_t to,
                          struct failure *why)
{
	progress_report(passage->progress, "comparing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t size = next_piece(passage, to - at);
		const uint8_t *data;

		if (!interrupt_check(why) ||
		    !target_view(passage->image, at, passage->piece, size, &data, why) ||
		    !check_piece(passage, data, at, size, why))
			return false;
		at += size;
		progress_report(passage->progress, "comparing", at - from, to - from);
	}
	return true;
}

static bool check_end_is_clear(const struct passage *passage, struct failure *why)
{
	memset(passage->piece, 0, MIB);
	return check_piece(passage, passage->piece, passage->stick->size - MIB, MIB, why);
}

static bool publish(const struct passage *passage, struct failure *why)
{
	return target_read(passage->image, 0, passage->piece, SECTOR, why) &&
	       target_write(passage->stick, 0, passage->piece, SECTOR, why) &&
	       target_settle(passage->stick, why) &&
	       check_piece(passage, passage->piece, 0, SECTOR, why);
}

bool write_stick(struct target *stick, struct target *image, uint64_t used,
                 struct progress *progress, enum write_state *state, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(PIECE_MAX);
	AUTO_FREE uint8_t *seen = mem_pages(PIECE_MAX);
	const struct passage passage = { stick, image, progress, piece, seen, PIECE };

	*state = WRITE_UNTOUCHED;
	if (!interrupt_check(why))
		return false;
	*state = WRITE_UNKNOWN;
	if (!blank(&passage, why))
		return false;
	*state = WRITE_BLANK;
	if (!clear_ends(&passage, why) || !write_range(&passage, MANIFEST_START, used, why) ||
	    !compare_range(&passage, SECTOR, used, why) || !check_end_is_clear(&passage, why) ||
	    !interrupt_check(why))
		return false;
	if (!publish(&passage, why)) {
		*state = write_blank(stick);
		return false;
	}
	*state = WRITE_PUBLISHED;
	return true;
}

enum write_state write_blank(struct target *stick)
{
	AUTO_FREE uint8_t *piece = mem_pages(SECTOR);
	const struct passage passage = { .stick = stick, .piece = piece };
	struct failure ignored;

	return blank(&passage, &ignored) ? WRITE_BLANK : WRITE_UNKNOWN;
}

bool write_compare(struct target *target, struct target *image, uint64_t from, uint64_t to,
                   struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(CACHED_PIECE);
	AUTO_FREE uint8_t *seen = mem_pages(CACHED_PIECE);
	const struct passage passage = { target, image, progress, piece, seen, CACHED_PIECE };

	return compare_range(&passage, from, to, why);
}
