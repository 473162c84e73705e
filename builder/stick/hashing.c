#include "stick/hashing.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Large enough for a stick to be fast, small enough to stay in a processor's cache. */
enum { PIECE = 1 << 20 };

static void hash_ready(void *context)
{
	struct hashing *hashing = context;

	digest_add(&hashing->stream, hashing->ready, hashing->ready_size);
}

/* Gives the filled piece to the job and takes back the one it had. */
static void hand_over(struct hashing *hashing)
{
	uint8_t *free_piece = hashing->ready;

	job_wait(&hashing->job);
	hashing->ready = hashing->filling;
	hashing->ready_size = hashing->filled;
	hashing->filling = free_piece;
	hashing->filled = 0;
	job_start(&hashing->job, hash_ready, hashing);
}

static size_t room(const struct hashing *hashing, uint64_t wanted)
{
	size_t left = PIECE - hashing->filled;

	return wanted < left ? (size_t)wanted : left;
}

static void take(struct hashing *hashing, size_t size)
{
	hashing->filled += size;
	hashing->done += size;
	if (hashing->filled < PIECE)
		return;
	hand_over(hashing);
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
		.ready = mem_pages(PIECE),
		.filling = mem_pages(PIECE),
	};
	digest_begin(&out->stream, DIGEST_SHA256);
	progress_report(progress, step, 0, total);
}

bool hashing_add(struct hashing *hashing, uint64_t offset, uint64_t size, struct failure *why)
{
	while (size) {
		size_t now = room(hashing, size);

		if (!interrupt_check(why) ||
		    !target_read(hashing->target, offset, hashing->filling + hashing->filled, now,
		                 why))
			return false;
		take(hashing, now);
		offset += now;
		size -= now;
	}
	return true;
}

void hashing_add_zeros(struct hashing *hashing, uint64_t size)
{
	while (size) {
		size_t now = room(hashing, size);

		memset(hashing->filling + hashing->filled, 0, now);
		take(hashing, now);
		size -= now;
	}
}

struct digest hashing_end(struct hashing *hashing)
{
	bool complete = hashing->done == hashing->total;

	job_wait(&hashing->job);
	digest_add(&hashing->stream, hashing->filling, hashing->filled);
	free(hashing->ready);
	free(hashing->filling);
	if (complete && hashing->filled)
		progress_report(hashing->progress, hashing->step, hashing->total, hashing->total);
	*hashing = (struct hashing){ .stream = hashing->stream };
	return digest_end(&hashing->stream);
}
