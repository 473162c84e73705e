#include "fetch/part.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"
#include "fetch/storefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTE_TAIL ".from"

enum { NOTE_NAME = DIGEST_HEX + sizeof(NOTE_TAIL), KEPT_SECONDS = 7 * 24 * 60 * 60 };

/* Looks for a lock so often. */
enum { LOOK_MS = 50 };

static void note_name(char out[NOTE_NAME], const char *name)
{
	snprintf(out, NOTE_NAME, "%.*s" NOTE_TAIL, DIGEST_HEX - 1, name);
}

/* "" when there is none, or only a half one: the last byte is always a line's end. */
static void read_note(const struct store *store, const char *name, char note[PART_NOTE_MAX])
{
	char file[NOTE_NAME];
	AUTO_CLOSE int fd = -1;
	ssize_t n;

	note_name(file, name);
	fd = storefile_open(store->parts, file, O_RDONLY);
	n = fd == -1 ? 0 : read(fd, note, PART_NOTE_MAX);
	if (n < 1 || note[n - 1] != '\n')
		n = 1;
	note[n - 1] = '\0';
}

static void remove_part(const struct store *store, const char *name)
{
	char file[NOTE_NAME];

	note_name(file, name);
	/* The note last: one without a part says nothing, a part without one is of no use. */
	unlinkat(store->parts, name, 0);
	unlinkat(store->parts, file, 0);
}

static bool no_space(int error)
{
	return error == ENOSPC || error == EDQUOT;
}

static bool cannot_write(const struct part *part, struct failure *why)
{
	if (no_space(errno))
		return fail(why, FAIL_IO,
		            "there is no disk space left in '%s'; free some space or set "
		            "XDG_CACHE_HOME to another folder",
		            part->store->path);
	return fail_errno(why, FAIL_IO, "cannot write to the cache '%s'", part->store->path);
}

static bool write_note(const struct part *part, const char *note)
{
	char file[NOTE_NAME];
	AUTO_FREE char *text = mem_printf("%s\n", note);
	AUTO_CLOSE int fd = -1;

	note_name(file, part->name);
	if (!note[0])
		return unlinkat(part->store->parts, file, 0) == 0 || errno == ENOENT;
	fd = storefile_open(part->store->parts, file, O_WRONLY | O_CREAT | O_TRUNC);
	return fd != -1 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool waited_too_long(const struct part *part, const struct part_wait *wait,
                            struct failure *why)
{
	const unsigned count = wait->seconds < 60 ? wait->seconds : wait->seconds / 60;

	return fail(why, FAIL_IO,
	            "another program has been working on the same file in the cache '%s' for more "
	            "than %u %s%s; end it, or set XDG_CACHE_HOME to another folder",
	            part->store->path, count, wait->seconds < 60 ? "second" : "minute",
	            count == 1 ? "" : "s");
}

static bool wait_for_lock(struct part *part, const struct part_wait *wait, struct failure *why)
{
	const uint64_t began = wait_now();
	uint64_t waited;

	while (flock(part->fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail_errno(why, FAIL_IO, "cannot lock a file in '%s'",
			                  part->store->path);
		if (!interrupt_check(why))
			return false;
		waited = wait_now() - began;
		if (waited >= (uint64_t)wait->seconds * 1000)
			return waited_too_long(part, wait, why);
		wait_tell(wait->progress, "waiting for another program with the same file", began,
		          (uint64_t)wait->seconds * 1000);
		wait_pause(LOOK_MS);
	}
	return true;
}

/* Whether the previous holder of the lock moved the file into the store rather than removing it. */
static bool was_moved(const struct part *part)
{
	struct stat file;

	return fstat(part->fd, &file) == 0 && file.st_nlink > 0 &&
	       !storefile_is_there(part->store->parts, part->name, part->fd);
}

/* Again, where the previous holder of the lock has removed the file meanwhile. */
static bool open_locked(struct part *part, const struct part_wait *wait, struct failure *why)
{
	do {
		if (part->fd != -1)
			close(part->fd);
		part->fd = storefile_open(part->store->parts, part->name, O_RDWR | O_CREAT);
		if (part->fd == -1)
			return cannot_write(part, why);
		if (!wait_for_lock(part, wait, why))
			return false;
		part->is_finished = was_moved(part);
	} while (!part->is_finished &&
	         !storefile_is_there(part->store->parts, part->name, part->fd));
	return true;
}

/* What the file holds already. */
static bool hash_file(struct part *part, struct failure *why)
{
	struct writer *writer = &part->writer;

	writer_begin(writer, part->fd);
	if (!storefile_hash(part->fd, part->name, &writer->hash, &writer->written, why))
		return false;
	part->size = writer->written;
	return true;
}

static void let_go(struct part *part)
{
	writer_done(&part->writer);
	if (part->fd != -1)
		close(part->fd);
	part->fd = -1;
}

/* Takes up what an earlier run left, or begins empty. */
static bool take_up(struct part *part, struct failure *why)
{
	read_note(part->store, part->name, part->note);
	if (!part->note[0])
		return part_restart(part, "", why);
	return hash_file(part, why);
}

static bool take_finished(struct part *part, struct failure *why)
{
	if (!hash_file(part, why))
		return false;
	part->finished = writer_digest(&part->writer);
	let_go(part);
	return true;
}

bool part_begin(const struct store *store, const char *name, const struct part_wait *wait,
                struct part *out, struct failure *why)
{
	AS_OWNER(&store->owner);
	*out = (struct part){ .store = store, .fd = -1 };
	storefile_name(out->name, name);
	if (open_locked(out, wait, why) &&
	    (out->is_finished ? take_finished(out, why) : take_up(out, why)))
		return true;
	let_go(out);
	return false;
}

bool part_restart(struct part *part, const char *note, struct failure *why)
{
	AS_OWNER(&part->store->owner);
	writer_done(&part->writer);
	writer_begin(&part->writer, part->fd);
	part->size = 0;
	snprintf(part->note, sizeof(part->note), "%s", note);
	/* Empty before the note: bytes never lie under a note of other bytes. */
	return (ftruncate(part->fd, 0) == 0 && write_note(part, part->note)) ||
	       cannot_write(part, why);
}

bool part_add(struct part *part, const void *data, size_t size, struct failure *why)
{
	if (!writer_add(&part->writer, data, size)) {
		cannot_write(part, why);
		part_drop(part);
		return false;
	}
	part->size += size;
	return true;
}

static bool flush(struct part *part, struct failure *why)
{
	return writer_flush(&part->writer) || cannot_write(part, why);
}

static bool judge_part(const struct part *part, const struct part_expected *expected,
                       const struct digest *sha256, struct failure *why)
{
	const struct stored content = { part->fd, part->size, *sha256, false };

	if (expected->size && part->size != expected->size)
		return fail(why, FAIL_WRONG_FILE,
		            "%s has %llu bytes instead of %llu; it is not the expected file",
		            expected->what, (unsigned long long)part->size,
		            (unsigned long long)expected->size);
	if (expected->sha256 && !digest_equal(expected->sha256, sha256))
		return fail(why, FAIL_WRONG_FILE,
		            "%s does not have the expected SHA-256; it is not the expected file",
		            expected->what);
	return !expected->judge || expected->judge(expected->context, &content, why);
}

/*
 * On the disk: first what it holds, then its name. The note goes before the name does: from
 * then on another program may use it.
 */
static bool move_in(struct part *part, const char *hex, int reader)
{
	char bucket[STORE_BUCKET];
	AUTO_CLOSE int folder = -1;

	storefile_bucket(bucket, hex);
	if (fchmod(part->fd, 0444) == -1 || fsync(part->fd) == -1)
		return false;
	folder = storefile_folder(part->store->objects, bucket);
	if (folder == -1 || !write_note(part, "") ||
	    renameat(part->store->parts, part->name, folder, hex) == -1)
		return false;
	/* From here on anybody may prune: the reader holds it before the part lets go. */
	flock(part->fd, LOCK_SH);
	storefile_hold(reader);
	let_go(part);
	return fsync(folder) == 0;
}

static bool enter_store(struct part *part, struct stored *out, struct failure *why)
{
	char hex[DIGEST_HEX];

	AS_OWNER(&part->store->owner);
	digest_to_hex(&out->sha256, hex);
	out->fd = storefile_open(part->store->parts, part->name, O_RDONLY);
	if (out->fd != -1 && move_in(part, hex, out->fd))
		return true;
	cannot_write(part, why);
	mem_auto_close(&out->fd);
	out->fd = -1;
	return false;
}

bool part_finish(struct part *part, const struct part_expected *expected, struct stored *out,
                 struct failure *why)
{
	bool entered;

	*out = (struct stored){ .fd = -1, .size = part->size };
	entered = flush(part, why);
	out->sha256 = writer_digest(&part->writer);
	entered = entered && judge_part(part, expected, &out->sha256, why) &&
	          enter_store(part, out, why);
	part_drop(part);
	return entered;
}

void part_drop(struct part *part)
{
	if (part->fd == -1)
		return;
	AS_OWNER(&part->store->owner);
	/* While it is locked, what has its name is it, or nothing. */
	remove_part(part->store, part->name);
	let_go(part);
}

void part_done(struct part *part)
{
	if (part->fd != -1 && (part->size == 0 || !part->note[0] || !writer_flush(&part->writer)))
		part_drop(part);
	let_go(part);
}

static bool can_go(const struct store *store, const char *name, const struct stat *file)
{
	char note[PART_NOTE_MAX];

	read_note(store, name, note);
	return !note[0] || file->st_size == 0 || time(NULL) - file->st_mtime > KEPT_SECONDS;
}

/* The bytes it had, when it was removed. */
static uint64_t clean_one(const struct store *store, const char *name, bool all)
{
	AUTO_CLOSE int fd = storefile_open(store->parts, name, O_RDWR);
	struct stat file;

	if (fd == -1 || flock(fd, LOCK_EX | LOCK_NB) == -1 ||
	    !storefile_is_there(store->parts, name, fd) || fstat(fd, &file) == -1)
		return 0;
	if (!all && !can_go(store, name, &file))
		return 0;
	remove_part(store, name);
	return (uint64_t)file.st_size;
}

static void clean_note(const struct store *store, const char *note)
{
	char name[DIGEST_HEX];

	snprintf(name, sizeof(name), "%.*s", DIGEST_HEX - 1, note);
	if (faccessat(store->parts, name, F_OK, AT_EACCESS) == -1)
		unlinkat(store->parts, note, 0);
}

uint64_t part_clean(const struct store *store, bool all)
{
	AS_OWNER(&store->owner);
	DIR *names = storefile_read_folder(store->parts);
	const struct dirent *entry;
	uint64_t freed = 0;

	while (names && (entry = readdir(names)) != NULL) {
		if (storefile_is_name(entry->d_name, ""))
			freed += clean_one(store, entry->d_name, all);
		else if (storefile_is_name(entry->d_name, NOTE_TAIL))
			clean_note(store, entry->d_name);
	}
	if (names)
		closedir(names);
	return freed;
}
