#include "stick/write/write.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/image/manifest.h"
#include "stick/image/plan.h"
#include "stick/write/capacity.h"
#include "stick/write/wipe.h"

#include <inttypes.h>
#include <string.h>

/*
 * A last piece shorter than a MiB joins the one before it: small writes are slow on
 * sticks. Larger ones are not faster there, and many sticks may be written at once. What an
 * operating system has in its cache is compared faster in small ones.
 */
enum { PIECE = MIB, PIECE_MAX = PIECE + MIB, CACHED_PIECE = MIB / 4 };

/* What comes before the image may need a larger piece. */
enum { BUFFER = (int)CAPACITY_BUFFER > (int)WIPE_BUFFER ? (int)CAPACITY_BUFFER : (int)WIPE_BUFFER };
_Static_assert((int)BUFFER >= (int)PIECE_MAX, "the buffer holds every piece");

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

static bool check_piece(const struct passage *passage, const uint8_t *expected, uint64_t offset,
                        size_t size, struct failure *why)
{
	if (!target_read(passage->stick, offset, passage->seen, size, why))
		return false;
	if (memcmp(expected, passage->seen, size) == 0)
		return true;
	return fail(why, FAIL_VERIFY,
	            "'%s' returned wrong data, first at byte %" PRIu64
	            "; it is failing, counterfeit or badly connected; try another stick",
	            passage->stick->name, offset + first_difference(expected, passage->seen, size));
}

static bool write_zeros(const struct passage *passage, uint64_t offset, size_t size,
                        struct failure *why)
{
	memset(passage->piece, 0, size);
	return target_write(passage->stick, offset, passage->piece, size, why);
}

/* The stick has no partition any more, whatever happens next: it was read back. */
static bool blank(const struct passage *passage, struct failure *why)
{
	return write_zeros(passage, 0, SECTOR, why) && target_flush(passage->stick, why) &&
	       check_piece(passage, passage->piece, 0, SECTOR, why);
}

/* An old partition table's copy at the stick's end, where the image does not reach so far. */
static uint64_t end_to_clear(const struct target *stick, uint64_t used)
{
	uint64_t last = stick->size > MIB ? stick->size - MIB : 0;

	return used > last ? used : last;
}

/* What old boot sectors left between them and the first partition. */
static bool clear_beginning(const struct passage *passage, struct failure *why)
{
	size_t first = passage->stick->size < MIB ? (size_t)passage->stick->size : MIB;

	return write_zeros(passage, 0, first, why) && target_flush(passage->stick, why);
}

/*
 * After the beginning: an error of the end, which the image does not need, may come only
 * when it is flushed, and must not be taken for one of what it does need.
 */
static bool clear_end(const struct passage *passage, uint64_t used)
{
	uint64_t end = end_to_clear(passage->stick, used);
	struct failure ignored;

	return end == passage->stick->size ||
	       (write_zeros(passage, end, (size_t)(passage->stick->size - end), &ignored) &&
	        target_flush(passage->stick, &ignored));
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
	return target_flush(passage->stick, why);
}

/* The first MiB, all but the sector that makes the stick visible. */
static bool write_head(const struct passage *passage, size_t size, struct failure *why)
{
	if (!target_read(passage->image, 0, passage->piece, size, why))
		return false;
	memset(passage->piece, 0, SECTOR);
	return target_write(passage->stick, 0, passage->piece, size, why) &&
	       target_flush(passage->stick, why) &&
	       check_piece(passage, passage->piece, 0, size, why);
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

static bool end_is_clear(const struct passage *passage, uint64_t used)
{
	uint64_t end = end_to_clear(passage->stick, used);
	struct failure ignored;

	memset(passage->piece, 0, MIB);
	return end == passage->stick->size ||
	       check_piece(passage, passage->piece, end, (size_t)(passage->stick->size - end),
	                   &ignored);
}

/* Nothing between sector 0 and the manifest: cleared already, and leading nowhere. */
static bool has_gap(const struct passage *passage, uint64_t used, bool *out, struct failure *why)
{
	const uint8_t *data;

	*out = used > MIB;
	if (!*out)
		return true;
	if (!target_view(passage->image, SECTOR, passage->piece, MANIFEST_START - SECTOR, &data,
	                 why))
		return false;
	*out = bytes_all_zero((struct bytes){ data, MANIFEST_START - SECTOR });
	return true;
}

/*
 * The body first: a first MiB that is no gap may hold a boot loader or a second header,
 * which must not be there before what they lead to.
 */
static bool write_body_and_head(const struct passage *passage, uint64_t used, struct failure *why)
{
	uint64_t head = used < MIB ? used : MIB;

	return write_range(passage, head, used, why) && compare_range(passage, head, used, why) &&
	       interrupt_check(why) && write_head(passage, (size_t)head, why);
}

static bool write_hidden(const struct passage *passage, uint64_t used, struct failure *why)
{
	bool gap;

	return has_gap(passage, used, &gap, why) &&
	       (gap ? write_range(passage, MANIFEST_START, used, why) &&
	                        compare_range(passage, SECTOR, used, why)
	            : write_body_and_head(passage, used, why)) &&
	       interrupt_check(why);
}

static bool publish(const struct passage *passage, struct failure *why)
{
	return target_read(passage->image, 0, passage->piece, SECTOR, why) &&
	       target_write(passage->stick, 0, passage->piece, SECTOR, why) &&
	       target_flush(passage->stick, why) &&
	       check_piece(passage, passage->piece, 0, SECTOR, why);
}

/* While the first sector is blank. */
static bool prepare(const struct passage *passage, const struct write_order *order,
                    struct failure *why)
{
	struct target *stick = passage->stick;

	return (!order->check_capacity ||
	        capacity_check(stick, passage->piece, passage->progress, why)) &&
	       (!order->wipe || wipe_range(stick, order->used, stick->size, passage->piece,
	                                   passage->progress, why));
}

/*
 * A counterfeit stick may have taken what belongs far behind for its first sector. One that
 * does not even keep zeros there is not blank; of one that is gone, nothing new is known.
 */
static enum write_state blank_again(const struct passage *passage)
{
	struct failure why;

	return !blank(passage, &why) && why.kind == FAIL_VERIFY ? WRITE_UNKNOWN : WRITE_BLANK;
}

/* Everything but what makes it visible. */
static bool write_unseen(const struct passage *passage, const struct write_order *order,
                         struct write_result *result, struct failure *why)
{
	bool cleared;

	if (!clear_beginning(passage, why))
		return false;
	cleared = clear_end(passage, order->used);
	if (!write_hidden(passage, order->used, why))
		return false;
	result->end_doubtful = !cleared || !end_is_clear(passage, order->used);
	return true;
}

bool write_stick(struct target *stick, const struct write_order *order, struct progress *progress,
                 struct write_result *result, struct failure *why)
{
	AUTO_FREE uint8_t *piece =
	        mem_pages(order->check_capacity || order->wipe ? BUFFER : PIECE_MAX);
	AUTO_FREE uint8_t *seen = mem_pages(PIECE_MAX);
	const struct passage passage = { stick, order->image, progress, piece, seen, PIECE };

	*result = (struct write_result){ .state = WRITE_UNTOUCHED };
	if (!interrupt_check(why))
		return false;
	result->state = WRITE_UNKNOWN;
	if (!blank(&passage, why))
		return false;
	result->state = WRITE_BLANK;
	if (!prepare(&passage, order, why) || !write_unseen(&passage, order, result, why)) {
		result->state = blank_again(&passage);
		return false;
	}
	if (!publish(&passage, why)) {
		result->state = write_blank(stick);
		return false;
	}
	result->state = WRITE_PUBLISHED;
	return true;
}

enum write_state write_blank(struct target *stick)
{
	AUTO_FREE uint8_t *piece = mem_pages(SECTOR);
	AUTO_FREE uint8_t *seen = mem_pages(SECTOR);
	const struct passage passage = { .stick = stick, .piece = piece, .seen = seen };
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
