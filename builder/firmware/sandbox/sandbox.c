#include "firmware/sandbox/sandbox.h"

#include "base/codec/unpack.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/name_checksum.h"
#include "firmware/formats/shared/packed_view.h"
#include "firmware/sandbox/reply.h"

#include <stdlib.h>
#include <unistd.h>

struct question {
	const struct sandbox_file *file;
	const struct keyring *keys;
	bool has_scratch; /* there is a file for what is unpacked */
};

static void send_findings(const struct examination *exam)
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));

	reply_write(reply, exam->findings, exam->sums.failed);
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
	int scratch = SANDBOX_OUTPUT;

	source_of_file(&source, SANDBOX_INPUT, question->file->size);
	source.scratch = question->has_scratch ? &scratch : NULL;
	examine_begin(&exam, question->keys, question->file->name, findings);
	name_checksum_check(&exam, &source);
	examine_structure(&exam, &source, NULL);
	send_findings(&exam);
	sums_run(&exam.sums);
	examine_end(&exam);
	send_findings(&exam);
}

static bool receive(const struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));

	return process_receive(&sandbox->process, reply, sizeof(*reply)) &&
	       reply_read(reply, findings, unread);
}

/* On disk, where that can be: compressed files grow to more than memory should hold. */
static int scratch_for(const struct sandbox_file *file)
{
	return unpack_recognise_file(file->fd) == COMPRESSION_NONE ? -1 : mem_file(PACKED_VIEW_MAX);
}

enum sandbox_state sandbox_begin(struct sandbox *out, const struct sandbox_file *file,
                                 const struct keyring *keys, struct findings *findings)
{
	AUTO_CLOSE int scratch = scratch_for(file);
	const struct question question = { file, keys, scratch != -1 };
	const struct process_work work = { answer, &question, file->fd, scratch };
	bool unread;

	if (!process_start(&out->process, &work))
		return SANDBOX_IMPOSSIBLE;
	if (receive(out, findings, &unread))
		return SANDBOX_ANSWERED;
	process_end(&out->process);
	return SANDBOX_STOPPED;
}

bool sandbox_end(struct sandbox *sandbox, struct findings *findings, bool *unread)
{
	bool received = receive(sandbox, findings, unread);

	process_end(&sandbox->process);
	return received;
}
