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
enum { PIECE = MIB, PIECE_MAX = PIECE + MIB, CACHED_PIECE = MIB / 16 };

/* What comes before the image may need a larger piece. */
enum { BUFFER = (int)CAPACITY_BUFFER > (int)WIPE_BUFFER ? (int)CAPACITY_BUFFER : (int)WIPE_BUFFER };
_Static_assert((int)BUFFER >= (int)PIECE_MAX, "the buffer holds every piece");

/* One copy on its way: from `image` to `stick`, through buffers that exist before it begins. */
struct transfer {
	struct target *stick;
	struct target *image;
	struct progress *progress;
	uint8_t *piece;
	uint8_t *seen;
	size_t piece_size;
};

static size_t next_piece(const struct transfer *transfer, uint64_t left)
{
	size_t most = transfer->piece_size == PIECE ? PIECE_MAX : transfer->piece_size;

	return left < most ? (size_t)left : transfer->piece_size;
}

static uint64_t first_difference(const uint8_t *a, const uint8_t *b, size_t size)
{
	uint64_t same = 0;

	while (same < size && a[same] == b[same])
		same++;
	return same;
}

static bool check_piece(const struct transfer *transfer, const uint8_t *expected, uint64_t offset,
                        size_t size, struct failure *why)
{
	if (!target_read(transfer->stick, offset, transfer->seen, size, why))
		return false;
	if (memcmp(expected, transfer->seen, size) == 0)
		return true;
	return fail(why, FAIL_DIFFERS,
	            "'%s' returned wrong data, first at byte %" PRIu64
	            "; it is failing, counterfeit or badly connected; try another stick",
	            transfer->stick->name,
	            offset + first_difference(expected, transfer->seen, size));
}

static bool write_zeros(const struct transfer *transfer, uint64_t offset, size_t size,
                        struct failure *why)
{
	memset(transfer->piece, 0, size);
	return target_write(transfer->stick, offset, transfer->piece, size, why);
}

/* The stick has no partition any more, whatever happens next: it was read back. */
static bool blank(const struct transfer *transfer, struct failure *why)
{
	return write_zeros(transfer, 0, SECTOR, why) && target_flush(transfer->stick, why) &&
	       check_piece(transfer, transfer->piece, 0, SECTOR, why);
}

/* An old partition table's copy at the stick's end, where the image does not reach so far. */
static uint64_t end_to_clear(const struct target *stick, uint64_t used)
{
	uint64_t last = stick->size > MIB ? stick->size - MIB : 0;

	return used > last ? used : last;
}

/* What old boot sectors left between them and the first partition. */
static bool clear_beginning(const struct transfer *transfer, struct failure *why)
{
	size_t first = transfer->stick->size < MIB ? (size_t)transfer->stick->size : MIB;

	return write_zeros(transfer, 0, first, why) && target_flush(transfer->stick, why);
}

/*
 * After the beginning: an error of the end, which the image does not need, may come only
 * when it is flushed, and must not be taken for one of what it does need.
 */
static bool clear_end(const struct transfer *transfer, uint64_t used)
{
	uint64_t end = end_to_clear(transfer->stick, used);
	struct failure ignored;

	return end == transfer->stick->size ||
	       (write_zeros(transfer, end, (size_t)(transfer->stick->size - end), &ignored) &&
	        target_flush(transfer->stick, &ignored));
}

static bool write_range(const struct transfer *transfer, uint64_t from, uint64_t to,
                        struct failure *why)
{
	progress_report(transfer->progress, "writing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t size = next_piece(transfer, to - at);
		const uint8_t *data;

		if (!interrupt_check(why) ||
		    !target_view(transfer->image, at, transfer->piece, size, &data, why) ||
		    !target_write(transfer->stick, at, data, size, why))
			return false;
		at += size;
		progress_report(transfer->progress, "writing", at - from, to - from);
	}
	return target_flush(transfer->stick, why);
}

/* The first MiB, all but the sector that makes the stick visible. */
static bool write_head(const struct transfer *transfer, size_t size, struct failure *why)
{
	if (!target_read(transfer->image, 0, transfer->piece, size, why))
		return false;
	memset(transfer->piece, 0, SECTOR);
	return target_write(transfer->stick, 0, transfer->piece, size, why) &&
	       target_flush(transfer->stick, why) &&
	       check_piece(transfer, transfer->piece, 0, size, why);
}

static bool compare_range(const struct transfer *transfer, uint64_t from, uint64_t to,
                          struct failure *why)
{
	progress_report(transfer->progress, "comparing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t size = next_piece(transfer, to - at);
		const uint8_t *data;

		if (!interrupt_check(why) ||
		    !target_view(transfer->image, at, transfer->piece, size, &data, why) ||
		    !check_piece(transfer, data, at, size, why))
			return false;
		at += size;
		progress_report(transfer->progress, "comparing", at - from, to - from);
	}
	return true;
}

static bool end_is_clear(const struct transfer *transfer, uint64_t used)
{
	uint64_t end = end_to_clear(transfer->stick, used);
	struct failure ignored;

	memset(transfer->piece, 0, MIB);
	return end == transfer->stick->size ||
	       check_piece(transfer, transfer->piece, end, (size_t)(transfer->stick->size - end),
	                   &ignored);
}

/* Nothing between sector 0 and the manifest: cleared already, and leading nowhere. */
static bool has_gap(const struct transfer *transfer, uint64_t used, bool *out, struct failure *why)
{
	const uint8_t *data;

	*out = used > MIB;
	if (!*out)
		return true;
	if (!target_view(transfer->image, SECTOR, transfer->piece, MANIFEST_START - SECTOR, &data,
	                 why))
		return false;
	*out = bytes_all_zero((struct bytes){ data, MANIFEST_START - SECTOR });
	return true;
}

/*
 * The body first: a first MiB that is no gap may hold a boot loader or a second header,
 * which must not be there before what they lead to.
 */
static bool write_body_and_head(const struct transfer *transfer, uint64_t used, struct failure *why)
{
	uint64_t head = used < MIB ? used : MIB;

	return write_range(transfer, head, used, why) && compare_range(transfer, head, used, why) &&
	       interrupt_check(why) && write_head(transfer, (size_t)head, why);
}

static bool write_hidden(const struct transfer *transfer, uint64_t used, struct failure *why)
{
	bool gap;

	return has_gap(transfer, used, &gap, why) &&
	       (gap ? write_range(transfer, MANIFEST_START, used, why) &&
	                        compare_range(transfer, SECTOR, used, why)
	            : write_body_and_head(transfer, used, why)) &&
	       interrupt_check(why);
}

static bool publish(const struct transfer *transfer, struct failure *why)
{
	return target_read(transfer->image, 0, transfer->piece, SECTOR, why) &&
	       target_write(transfer->stick, 0, transfer->piece, SECTOR, why) &&
	       target_flush(transfer->stick, why) &&
	       check_piece(transfer, transfer->piece, 0, SECTOR, why);
}

/* While the first sector is blank. */
static bool prepare(const struct transfer *transfer, const struct write_order *order,
                    struct failure *why)
{
	struct target *stick = transfer->stick;

	return (!order->check_capacity ||
	        capacity_check(stick, transfer->piece, transfer->progress, why)) &&
	       (!order->wipe || wipe_range(stick, order->used, stick->size, transfer->piece,
	                                   transfer->progress, why));
}

/*
 * A counterfeit stick may have taken what belongs far behind for its first sector. One that
 * does not even keep zeros there is not blank; of one that is gone, nothing new is known.
 */
static enum write_state blank_again(const struct transfer *transfer)
{
	struct failure why;

	return !blank(transfer, &why) && why.kind == FAIL_VERIFY ? WRITE_UNKNOWN : WRITE_BLANK;
}

/* Everything but what makes it visible. */
static bool write_unseen(const struct transfer *transfer, const struct write_order *order,
                         struct write_result *result, struct failure *why)
{
	bool cleared;

	if (!clear_beginning(transfer, why))
		return false;
	cleared = clear_end(transfer, order->used);
	if (!write_hidden(transfer, order->used, why))
		return false;
	result->end_doubtful = !cleared || !end_is_clear(transfer, order->used);
	return true;
}

bool write_stick(struct target *stick, const struct write_order *order, struct progress *progress,
                 struct write_result *result, struct failure *why)
{
	AUTO_FREE uint8_t *piece =
	        mem_pages(order->check_capacity || order->wipe ? BUFFER : PIECE_MAX);
	AUTO_FREE uint8_t *seen = mem_pages(PIECE_MAX);
	const struct transfer transfer = { stick, order->image, progress, piece, seen, PIECE };

	*result = (struct write_result){ .state = WRITE_UNTOUCHED };
	if (!interrupt_check(why))
		return false;
	result->state = WRITE_UNKNOWN;
	if (!blank(&transfer, why))
		return false;
	result->state = WRITE_BLANK;
	if (!prepare(&transfer, order, why) || !write_unseen(&transfer, order, result, why)) {
		result->state = blank_again(&transfer);
		return false;
	}
	if (!publish(&transfer, why)) {
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
	const struct transfer transfer = { .stick = stick, .piece = piece, .seen = seen };
	struct failure ignored;

	return blank(&transfer, &ignored) ? WRITE_BLANK : WRITE_UNKNOWN;
}

bool write_compare(struct target *target, struct target *image, uint64_t from, uint64_t to,
                   struct progress *progress, struct failure *why)
{
	const uint64_t all = to - from < CACHED_PIECE ? to - from : CACHED_PIECE;
	const size_t size = all ? (size_t)all : SECTOR;
	AUTO_FREE uint8_t *piece = mem_pages(size);
	AUTO_FREE uint8_t *seen = mem_pages_now(size);
	const struct transfer transfer = { target, image, progress, piece, seen, CACHED_PIECE };

	return compare_range(&transfer, from, to, why);
}
