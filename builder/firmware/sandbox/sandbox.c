#include "firmware/sandbox/sandbox.h"

#include "base/codec/unpack.h"
#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/name_checksum.h"
#include "firmware/formats/shared/archive_members.h"
#include "firmware/formats/shared/packed_view.h"
#include "firmware/sandbox/reply.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* What is asked of a process, in one piece that can be sent. */
struct question {
	uint64_t size;    /* of the file */
	bool has_scratch; /* there is a file for what is unpacked */
	char name[NAME_MAX + 1];
};

/* What every process has from the start. */
struct examiner {
	const struct keyring *keys;
	bool may_unpack; /* libarchive is loaded, and the process prepared for names */
};

struct task {
	struct examiner examiner;
	struct question question;
	const uint8_t *content; /* the file's, mapped before the process began; NULL: it reads it */
};

static void send_findings(const struct examination *exam, const struct scratch *scratch)
{
	const struct reply_notes notes = {
		.unread = exam->sums.failed,
		.lacks_libarchive = exam->lacks_libarchive,
		.lacks_scratch = scratch->is_missed,
		.whole = exam->whole,
	};
	AUTO_FREE struct reply *reply = mem_resize(NULL, 1, sizeof(*reply));

	reply_write(reply, exam->findings, &notes);
	process_send(reply, offsetof(struct reply, bytes) + reply->size);
}

/* In the child. It ends without tidying up. */
static void answer(const struct examiner *examiner, const struct question *question,
                   const uint8_t *content)
{
	struct findings *findings;
	struct byte_source source;
	struct examination exam;
	struct scratch scratch = { .fd = question->has_scratch ? SANDBOX_OUTPUT : -1 };

	findings = mem_zalloc(1, sizeof(*findings));
	source_of_file(&source, SANDBOX_INPUT, question->size);
	source.data = content;
	source.scratch = &scratch;
	examine_begin(&exam, examiner->keys, question->name, findings);
	exam.leaves_archives = !examiner->may_unpack;
	name_checksum_check(&exam, &source);
	examine_structure(&exam, &source, NULL);
	send_findings(&exam, &scratch);
	sums_run(&exam.sums);
	examine_end(&exam);
	send_findings(&exam, &scratch);
}

static void run_task(const void *context)
{
	const struct task *task = context;

	answer(&task->examiner, &task->question, task->content);
}

static void run_order(const void *context, const void *order)
{
	answer(context, order, NULL);
}

static bool receive(struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	AUTO_FREE struct reply *reply = mem_resize(NULL, 1, sizeof(*reply));
	struct reply_notes notes;

	if (!process_receive(&sandbox->process, &reply->size, sizeof(reply->size)) ||
	    reply->size > REPLY_MAX ||
	    !process_receive(&sandbox->process, reply->bytes, reply->size) ||
	    !reply_read(reply, findings, &notes))
		return false;
	*unread = notes.unread;
	sandbox->lacks_libarchive = notes.lacks_libarchive;
	sandbox->lacks_scratch = notes.lacks_scratch;
	sandbox->whole = notes.whole;
	return true;
}

static enum sandbox_state fail_start(struct sandbox *sandbox)
{
	if (errno != EMFILE && errno != ENFILE)
		return SANDBOX_IMPOSSIBLE;
	sandbox->fault = PROCESS_TOO_FEW_FILES;
	return SANDBOX_STOPPED;
}

static struct question question_of(const struct sandbox_file *file, bool has_scratch)
{
	struct question question = { .size = file->size, .has_scratch = has_scratch };

	snprintf(question.name, sizeof(question.name), "%s", file->name);
	return question;
}

static bool begin_alone(struct process *out, struct task *task, const struct sandbox_file *file,
                        int scratch)
{
	const struct process_work work = {
		.prepare = task->examiner.may_unpack ? members_prepare : NULL,
		.run = run_task,
		.context = task,
		.input = file->fd,
		.output = scratch,
		.limits = task->examiner.keys->sandbox_limits,
	};

	/* Its process may map no file; one that is cut ends that process, and not this one. */
	task->content = file->bytes;
	return process_start(out, &work);
}

static bool begin_in(struct sandbox_pool *pool, struct process *out, const struct task *task,
                     int input, int scratch)
{
	const struct zygote_order order = {
		.bytes = &task->question,
		.size = sizeof(task->question),
		.input = input,
		.output = scratch,
	};

	return pool && zygote_fork(task->examiner.may_unpack ? &pool->unpacking : &pool->usual, out,
	                           &order);
}

/* What a process gets beside the file. */
struct means {
	bool may_unpack;
	bool has_scratch;
};

void sandbox_done(struct sandbox *sandbox)
{
	mem_auto_close(&sandbox->scratch);
	sandbox->scratch = -1;
}

static enum sandbox_state begin(struct sandbox *out, const struct sandbox_file *file,
                                const struct keyring *keys, struct means means)
{
	/* On disk, where that can be: packed files grow to more than memory should hold. */
	AUTO_CLOSE int scratch = means.has_scratch ? mem_file(PACKED_VIEW_MAX) : -1;
	struct task task = { { keys, means.may_unpack }, question_of(file, scratch != -1), NULL };

	out->pool = keys->pool;
	if (!begin_in(keys->pool, &out->process, &task, file->fd, scratch) &&
	    !begin_alone(&out->process, &task, file, scratch))
		return fail_start(out);
	sandbox_done(out);
	out->scratch = mem_take_fd(&scratch);
	process_tell(&out->process, keys->progress, "examining the firmware");
	return SANDBOX_BEGUN;
}

static void start_zygote(struct zygote *out, const struct keyring *keys, bool may_unpack)
{
	const struct examiner examiner = { keys, may_unpack };
	const struct zygote_work work = {
		.prepare = may_unpack ? members_prepare : NULL,
		.run = run_order,
		.context = &examiner,
		.limits = keys->sandbox_limits,
	};

	(void)zygote_start(out, &work);
}

void sandbox_pool_start(struct sandbox_pool *out, struct keyring *keys)
{
	*out = (struct sandbox_pool){ .unpacking = { .control = -1 } };
	start_zygote(&out->usual, keys, false);
	keys->pool = out;
}

void sandbox_pool_done(struct sandbox_pool *pool)
{
	zygote_done(&pool->usual);
	zygote_done(&pool->unpacking);
}

enum sandbox_state sandbox_begin(struct sandbox *out, const struct sandbox_file *file,
                                 const struct keyring *keys)
{
	const struct unpacking unpacking = { .fd = file->fd, .size = file->size };
	const bool is_packed = unpack_recognise(&unpacking) != COMPRESSION_NONE;

	return begin(out, file, keys, (struct means){ .has_scratch = is_packed });
}

static enum sandbox_state hear(struct sandbox *sandbox, struct findings *findings)
{
	bool unread;

	if (receive(sandbox, findings, &unread))
		return SANDBOX_ANSWERED;
	sandbox->is_unborn = sandbox->process.announces_itself;
	sandbox->fault = process_end(&sandbox->process);
	return SANDBOX_STOPPED;
}

static enum sandbox_state begin_again(struct sandbox *sandbox, const struct sandbox_file *file,
                                      const struct keyring *keys, struct means means,
                                      struct findings *findings)
{
	enum sandbox_state state = begin(sandbox, file, keys, means);

	return state == SANDBOX_BEGUN ? hear(sandbox, findings) : state;
}

static bool loads_libarchive(const struct keyring *keys)
{
	struct archive_library library;
	struct failure why;

	if (!archive_library_load(&library, &why))
		return false;
	if (keys->pool && keys->pool->usual.pid && !keys->pool->unpacking.pid)
		start_zygote(&keys->pool->unpacking, keys, true);
	return true;
}

enum sandbox_state sandbox_hear(struct sandbox *sandbox, const struct sandbox_file *file,
                                const struct keyring *keys, struct findings *findings)
{
	enum sandbox_state state = hear(sandbox, findings);
	struct means means = { .has_scratch = true };

	if (sandbox->is_unborn && !interrupt_requested()) {
		sandbox_pool_done(keys->pool);
		state = begin_again(sandbox, file, keys, means, findings);
	}
	if (state != SANDBOX_ANSWERED || (!sandbox->lacks_libarchive && !sandbox->lacks_scratch))
		return state;
	means.may_unpack = sandbox->lacks_libarchive && loads_libarchive(keys);
	if (!means.may_unpack && !sandbox->lacks_scratch)
		return state;
	process_end(&sandbox->process);
	return begin_again(sandbox, file, keys, means, findings);
}

bool sandbox_end(struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	bool received = receive(sandbox, findings, unread);

	if (received && sandbox->pool)
		zygote_leave(&sandbox->pool->usual, &sandbox->process);
	else
		sandbox->fault = process_end(&sandbox->process);
	return received;
}
