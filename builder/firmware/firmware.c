#include "firmware/firmware.h"

#include "base/files/file.h"
#include "base/job.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/name_checksum.h"
#include "firmware/examine/snapshot.h"
#include "firmware/sandbox/sandbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NOT_SUMMED SIZE_MAX

enum { WORTH_A_THREAD = 256 << 10 };

struct firmware_work {
	struct job job;
	struct byte_source source;
	struct examination exam;
	struct findings findings; /* a copy of the firmware's, which may be moved meanwhile */
	size_t sha256;            /* which of the sums; NOT_SUMMED: it was known before, or ... */
	struct following_hash *hash; /* ... this computes it */
	struct digest hashed;        /* what has come of that */
	bool is_unhashed;            /* not all of the file could be read for it */
	const struct keyring *keys;
	struct sandbox sandbox;
	enum sandbox_state state;
	bool is_sandboxed; /* only the SHA-256 is computed here, because it must be reliable */
};

static void compute(void *context)
{
	struct firmware_work *work = context;

	if (work->hash)
		work->is_unhashed = !following_hash_end(work->hash, work->source.fd,
		                                        work->source.size, &work->hashed);
	sums_run(&work->exam.sums);
}

static void add_sha256(struct firmware_work *work, bool is_known)
{
	const struct view all = view_of(&work->source);

	work->sha256 = is_known ? NOT_SUMMED : work->exam.sums.count;
	if (!is_known)
		sum_range(sums_add(&work->exam, SUM_SHA256, all), all, 0, all.size);
}

static void examine_here(struct firmware_work *work)
{
	name_checksum_check(&work->exam, &work->source);
	examine_structure(&work->exam, &work->source, NULL);
}

/* Nothing of what was said before counts any more. */
static void note_stopped(struct firmware *firmware, struct firmware_work *work)
{
	firmware->stopped = true;
	firmware->fault = work->sandbox.fault;
	work->findings = (struct findings){
		.container = "unknown",
		.completeness = COMPLETE_UNKNOWN,
		.completeness_detail = "the process that reads it was stopped",
	};
}

static struct sandbox_file file_of(const struct firmware *firmware)
{
	return (struct sandbox_file){ firmware->fd, firmware->size, firmware->name,
		                      firmware->lease.bytes };
}

static void start(struct firmware *out, const struct firmware_content *content,
                  const struct keyring *keys)
{
	struct firmware_work *work = mem_zalloc(1, sizeof(*work));
	struct sandbox_file file;

	*out = (struct firmware){
		.fd = content->fd,
		.size = content->size,
		.lease = content->lease,
		.path = mem_strdup(content->path),
		.name = mem_strdup(content->name),
		.sandboxed = keys->sandboxed,
		.work = work,
	};
	source_of_file(&work->source, out->fd, out->size);
	examine_begin(&work->exam, keys, out->name, &work->findings);
	work->hash = content->hash;
	add_sha256(work, content->sha256 || content->hash);
	if (content->sha256)
		out->sha256 = *content->sha256;
	work->keys = keys;
	work->sandbox.scratch = -1;
	work->state = SANDBOX_IMPOSSIBLE;
	file = file_of(out);
	if (out->sandboxed)
		work->state = sandbox_begin(&work->sandbox, &file, keys);
}

void firmware_look(struct firmware *firmware)
{
	struct firmware_work *work = firmware->work;
	const struct sandbox_file file = file_of(firmware);

	if (work->state == SANDBOX_BEGUN)
		work->state = sandbox_hear(&work->sandbox, &file, work->keys, &work->findings);
	work->is_sandboxed = work->state == SANDBOX_ANSWERED;
	if (work->state == SANDBOX_STOPPED)
		note_stopped(firmware, work);
	else if (!work->is_sandboxed)
		examine_here(work);
	firmware->findings = work->findings;
	sums_begin(&work->exam.sums);
	if (firmware->size >= WORTH_A_THREAD)
		job_start_fork_safe(&work->job, compute, work);
	else
		compute(work);
}

void firmware_open_content(struct firmware *out, const struct firmware_content *content,
                           const struct keyring *keys)
{
	struct firmware_content mapped = *content;

	if (!mapped.lease.bytes)
		file_lease_map(&mapped.lease, mapped.fd, mapped.size);
	start(out, &mapped, keys);
	firmware_look(out);
}

static struct firmware_content content_at(const char *path)
{
	return (struct firmware_content){
		.fd = -1,
		.path = path,
		.name = file_name_in(path),
	};
}

bool firmware_start(struct firmware *out, const char *path, const struct keyring *keys,
                    struct failure *why)
{
	struct firmware_content content = content_at(path);

	*out = (struct firmware){ .fd = -1 };
	if (!open_regular(path, FIRMWARE_SIZE_MAX, FAIL_FIRMWARE, &content.fd, &content.size, why))
		return false;
	start(out, &content, keys);
	return true;
}

bool firmware_open(struct firmware *out, const char *path, const struct keyring *keys,
                   struct failure *why)
{
	if (!firmware_start(out, path, keys, why))
		return false;
	firmware_look(out);
	return true;
}

bool firmware_take(struct firmware_content *out, const char *path, struct following_hash *hash,
                   struct failure *why)
{
	*out = content_at(path);
	out->hash = hash;
	return snapshot_take(path, FIRMWARE_SIZE_MAX, hash, &out->fd, &out->size, why);
}

bool firmware_take_open(struct firmware_content *content, struct failure *why)
{
	const struct original original = { content->fd, content->path, FIRMWARE_SIZE_MAX, NULL };

	content->fd = -1;
	return snapshot_take_open(&original, &content->fd, &content->size, why);
}

/* False: there is none, or the file has another size by now. */
static bool lease(int fd, uint64_t size, struct file_lease *out)
{
	struct stat file;

	if (file_lease_take(fd, out) && fstat(fd, &file) == 0 && (uint64_t)file.st_size == size)
		return true;
	*out = (struct file_lease){ 0 };
	return false;
}

bool firmware_lease(struct firmware_content *out, const char *path, struct following_hash *hash,
                    struct failure *why)
{
	AUTO_CLOSE int file = -1;
	uint64_t size = 0;

	*out = content_at(path);
	out->hash = hash;
	if (!open_regular(path, FIRMWARE_SIZE_MAX, FAIL_FIRMWARE, &file, &size, why))
		return false;
	if (!lease(file, size, &out->lease))
		return snapshot_take_open(&(struct original){ file, path, FIRMWARE_SIZE_MAX, hash },
		                          &out->fd, &out->size, why);
	out->fd = mem_take_fd(&file);
	out->size = size;
	file_lease_map(&out->lease, out->fd, size);
	if (hash)
		following_hash_take(hash, out->fd, size, &out->lease);
	return true;
}

void firmware_content_done(struct firmware_content *content)
{
	following_hash_done(content->hash);
	file_lease_unmap(&content->lease);
	mem_auto_close(&content->fd);
	*content = (struct firmware_content){ .fd = -1 };
}

bool firmware_is_unchanged(const struct firmware *firmware, struct failure *why)
{
	return file_lease_holds(&firmware->lease, firmware->fd) ||
	       fail(why, FAIL_IO, "another program wrote to '%s' while it was read; try again",
	            firmware->path);
}

static void finish_sandbox(struct firmware *firmware, struct firmware_work *work)
{
	bool unread = false;

	if (!sandbox_end(&work->sandbox, &work->findings, &unread))
		note_stopped(firmware, work);
	firmware->unread |= unread;
}

bool firmware_unpacked(const struct firmware *firmware, int *fd, struct whole_content *out)
{
	const struct firmware_work *work = firmware->work;

	if (!work || !work->is_sandboxed || work->sandbox.scratch == -1)
		return false;
	*fd = work->sandbox.scratch;
	*out = work->sandbox.whole;
	return out->size != 0;
}

void firmware_finish(struct firmware *firmware)
{
	AUTO_FREE struct firmware_work *work = TAKE(firmware->work);

	if (!work)
		return;
	job_wait(&work->job);
	firmware->unread = work->exam.sums.failed || work->is_unhashed;
	if (work->is_sandboxed)
		finish_sandbox(firmware, work);
	else
		examine_end(&work->exam);
	firmware->findings = work->findings;
	if (work->sha256 != NOT_SUMMED)
		memcpy(firmware->sha256.bytes, work->exam.sums.list[work->sha256].value,
		       sum_size(SUM_SHA256));
	if (work->hash)
		firmware->sha256 = work->hashed;
	sandbox_done(&work->sandbox);
	following_hash_done(work->hash);
	examine_done(&work->exam);
	source_done(&work->source);
}

void firmware_free_memory(struct firmware *firmware)
{
	firmware_finish(firmware);
	file_lease_unmap(&firmware->lease);
	if (!firmware->lease.sure_until)
		firmware_close(firmware);
}

void firmware_close(struct firmware *firmware)
{
	firmware_finish(firmware);
	file_lease_unmap(&firmware->lease);
	if (firmware->path)
		mem_auto_close(&firmware->fd);
	firmware->fd = -1;
}

void firmware_done(struct firmware *firmware)
{
	firmware_close(firmware);
	free(firmware->path);
	free(firmware->name);
	*firmware = (struct firmware){ .fd = -1 };
}
