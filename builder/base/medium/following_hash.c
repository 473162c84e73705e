#include "base/medium/following_hash.h"

#include "base/interrupt.h"
#include "base/job.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { PIECE = 128 << 10 };

struct following_hash {
	struct digest_stream stream;
	bool has_ended;
	struct file_lease lease;
	uint8_t *piece; /* for what is not mapped */
	struct job job;
	atomic_bool is_running;
	int fd; /* -1: it has not begun to follow */
	_Atomic uint64_t filled;
	uint64_t hashed;
	bool failed;
};

struct following_hash *following_hash_begin(void)
{
	struct following_hash *hash = mem_zalloc(1, sizeof(*hash));

	hash->fd = -1;
	hash->piece = mem_pages(PIECE);
	digest_begin(&hash->stream, DIGEST_SHA256);
	return hash;
}

/* One piece of what is left. */
static bool add(struct following_hash *hash, int fd, uint64_t left)
{
	const struct leased_file file = { fd, &hash->lease };
	const size_t size = left < PIECE ? (size_t)left : PIECE;
	const uint8_t *bytes;

	if (!leased_file_view(&file, hash->hashed, size, hash->piece, &bytes))
		return false;
	digest_add(&hash->stream, bytes, size);
	hash->hashed += size;
	return true;
}

static void take(struct following_hash *hash, int fd, uint64_t end)
{
	while (hash->hashed < end && !hash->failed)
		hash->failed = interrupt_requested() || !add(hash, fd, end - hash->hashed);
}

static void follow(void *context)
{
	struct following_hash *hash = context;

	for (uint64_t end; end = atomic_load(&hash->filled), hash->hashed < end && !hash->failed;)
		take(hash, hash->fd, end);
	atomic_store(&hash->is_running, false);
}

void following_hash_go_on(struct following_hash *hash, int fd, uint64_t filled)
{
	atomic_store(&hash->filled, filled);
	if (atomic_load(&hash->is_running))
		return;
	job_wait(&hash->job);
	if (hash->fd == -1)
		hash->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* whoever fills it may close theirs */
	if (hash->fd == -1)
		return;
	atomic_store(&hash->is_running, true);
	job_start_fork_safe(&hash->job, follow, hash);
}

void following_hash_take(struct following_hash *hash, int fd, uint64_t size,
                         const struct file_lease *lease)
{
	hash->lease = *lease;
	following_hash_go_on(hash, fd, size);
}

bool following_hash_end(struct following_hash *hash, int fd, uint64_t size, struct digest *out)
{
	job_wait(&hash->job);
	take(hash, fd, size);
	*out = digest_end(&hash->stream);
	hash->has_ended = true;
	return !hash->failed;
}

void following_hash_done(struct following_hash *hash)
{
	if (!hash)
		return;
	job_wait(&hash->job);
	if (!hash->has_ended)
		digest_end(&hash->stream);
	mem_auto_close(&hash->fd);
	free(hash->piece);
	free(hash);
}
