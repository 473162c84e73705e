#include "firmware/sandbox/sandbox.h"

#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/name_checksum.h"
#include "firmware/formats/shared/archive_members.h"
#include "firmware/formats/shared/packed_view.h"
#include "firmware/sandbox/reply.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct question {
	const struct sandbox_file *file;
	const struct keyring *keys;
	bool has_scratch; /* there is a file for what is unpacked */
	bool may_unpack;  /* libarchive is loaded, and the process prepared for names */
};

static void send_findings(const struct examination *exam)
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));

	reply_write(reply, exam->findings, exam->sums.failed);
	reply->lacks_libarchive = exam->lacks_libarchive;
	process_send(reply, sizeof(*reply));
	free(reply);
}

/* In the child. It ends without tidying up. */
static void answer(const void *context)
{
	const struct question *question = context;
	struct findings *findings = mem_zalloc(1, sizeof(*findings));
	struct byte_source source;
	struct examination exam;
	struct scratch scratch = { SANDBOX_OUTPUT, 0 };

	source_of_file(&source, SANDBOX_INPUT, question->file->size);
	source.scratch = question->has_scratch ? &scratch : NULL;
	examine_begin(&exam, question->keys, question->file->name, findings);
	exam.leaves_archives = !question->may_unpack;
	name_checksum_check(&exam, &source);
	examine_structure(&exam, &source, NULL);
	send_findings(&exam);
	sums_run(&exam.sums);
	examine_end(&exam);
	send_findings(&exam);
}

static bool receive(struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));

	if (!process_receive(&sandbox->process, reply, sizeof(*reply)))
		return false;
	sandbox->lacks_libarchive = reply->lacks_libarchive != 0;
	return reply_read(reply, findings, unread);
}

static enum sandbox_state fail_start(struct sandbox *sandbox)
{
	if (errno != EMFILE && errno != ENFILE)
		return SANDBOX_IMPOSSIBLE;
	sandbox->fault = PROCESS_TOO_FEW_FILES;
	return SANDBOX_STOPPED;
}

static enum sandbox_state begin(struct sandbox *out, const struct sandbox_file *file,
                                const struct keyring *keys, bool may_unpack)
{
	/* On disk, where that can be: packed files grow to more than memory should hold. */
	AUTO_CLOSE int scratch = mem_file(PACKED_VIEW_MAX);
	const struct question question = { file, keys, scratch != -1, may_unpack };
	const struct process_work work = {
		.prepare = may_unpack ? members_prepare : NULL,
		.run = answer,
		.context = &question,
		.input = file->fd,
		.output = scratch,
		.limits = keys->sandbox_limits,
	};

	if (!process_start(&out->process, &work))
		return fail_start(out);
	process_tell(&out->process, keys->progress, "examining the firmware");
	return SANDBOX_BEGUN;
}

enum sandbox_state sandbox_begin(struct sandbox *out, const struct sandbox_file *file,
                                 const struct keyring *keys)
{
	return begin(out, file, keys, false);
}

static enum sandbox_state hear(struct sandbox *sandbox, struct findings *findings)
{
	bool unread;

	if (receive(sandbox, findings, &unread))
		return SANDBOX_ANSWERED;
	sandbox->fault = process_end(&sandbox->process);
	return SANDBOX_STOPPED;
}

enum sandbox_state sandbox_hear(struct sandbox *sandbox, const struct sandbox_file *file,
                                const struct keyring *keys, struct findings *findings)
{
	enum sandbox_state state = hear(sandbox, findings);
	struct archive_library library;
	struct failure why;

	if (state != SANDBOX_ANSWERED || !sandbox->lacks_libarchive ||
	    !archive_library_load(&library, &why))
		return state;
	process_end(&sandbox->process);
	state = begin(sandbox, file, keys, true);
	return state == SANDBOX_BEGUN ? hear(sandbox, findings) : state;
}

bool sandbox_end(struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	bool received = receive(sandbox, findings, unread);

	sandbox->fault = process_end(&sandbox->process);
	return received;
}
