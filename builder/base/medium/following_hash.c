#include "base/medium/following_hash.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/job.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { PIECE = 128 << 10, MAPPED = 1 << 20 };

struct following_hash {
	struct digest_stream stream;
	bool has_ended;
	struct file_lease lease;
	uint8_t *piece; /* for what cannot be mapped */
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
	digest_begin(&hash->stream, DIGEST_SHA256);
	return hash;
}

/* Without a copy. False: it cannot be mapped, or might be cut. */
static bool add_mapped(struct following_hash *hash, int fd, size_t size)
{
	const size_t skip = (size_t)(hash->hashed % MEM_PAGE);
	struct stat file;
	uint8_t *piece;

	if (!file_lease_holds(&hash->lease, fd) || fstat(fd, &file) == -1 ||
	    (uint64_t)file.st_size < hash->hashed + size)
		return false;
	piece = mmap(NULL, skip + size, PROT_READ, MAP_PRIVATE, fd, (off_t)(hash->hashed - skip));
	if (piece == MAP_FAILED)
		return false;
	madvise(piece, skip + size, MADV_SEQUENTIAL);
	digest_add(&hash->stream, piece + skip, size);
	munmap(piece, skip + size);
	return true;
}

static bool add_read(struct following_hash *hash, int fd, size_t size)
{
	if (!hash->piece)
		hash->piece = mem_pages(PIECE);
	if (!file_read_at(fd, hash->hashed, hash->piece, size))
		return false;
	digest_add(&hash->stream, hash->piece, size);
	return true;
}

static size_t lesser(uint64_t left, size_t most)
{
	return left < most ? (size_t)left : most;
}

/* One piece of what is left. */
static bool add(struct following_hash *hash, int fd, uint64_t left)
{
	size_t size = lesser(left, MAPPED);

	if (!add_mapped(hash, fd, size)) {
		size = lesser(left, PIECE);
		if (!add_read(hash, fd, size))
			return false;
	}
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
