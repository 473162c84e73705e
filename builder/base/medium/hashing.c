#include "base/medium/hashing.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/units.h"

#include <stdlib.h>
#include <string.h>

/* Large enough for a stick to be fast, small enough to stay in a processor's cache. */
enum { PIECE = MIB };

static void take(struct hashing *hashing, const uint8_t *data, size_t size)
{
	digest_add(&hashing->stream, data, size);
	hashing->done += size;
	progress_report(hashing->progress, hashing->step, hashing->done, hashing->total);
}

void hashing_begin(struct hashing *out, struct target *target, const char *step, uint64_t total,
                   struct progress *progress)
{
	*out = (struct hashing){
		.target = target,
		.progress = progress,
		.step = step,
		.total = total,
		.piece = mem_pages(PIECE),
	};
	digest_begin(&out->stream, DIGEST_SHA256);
	progress_report(progress, step, 0, total);
}

bool hashing_add(struct hashing *hashing, uint64_t offset, uint64_t size, struct failure *why)
{
	while (size) {
		size_t now = size < PIECE ? (size_t)size : PIECE;
		const uint8_t *data;

		if (!interrupt_check(why) ||
		    !target_view(hashing->target, offset, hashing->piece, now, &data, why))
			return false;
		take(hashing, data, now);
		offset += now;
		size -= now;
	}
	return true;
}

void hashing_add_zeros(struct hashing *hashing, uint64_t size)
{
	memset(hashing->piece, 0, size < PIECE ? (size_t)size : PIECE);
	while (size) {
		size_t now = size < PIECE ? (size_t)size : PIECE;

		take(hashing, hashing->piece, now);
		size -= now;
	}
}

struct digest hashing_end(struct hashing *hashing)
{
	free(hashing->piece);
	return digest_end(&hashing->stream);
}

bool hashing_of(struct target *target, uint64_t size, struct digest *out, struct failure *why)
{
	struct hashing hashing;
	bool good;

	hashing_begin(&hashing, target, NULL, size, NULL);
	good = hashing_add(&hashing, 0, size, why);
	*out = hashing_end(&hashing);
	return good;
}
