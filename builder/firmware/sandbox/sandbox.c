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
	bool has_room; /* there is a file for what is unpacked */
};

static void tell(const struct examination *exam)
{
	struct told *told = mem_zalloc(1, sizeof(*told));

	told_write(told, exam->findings, exam->sums.failed);
	child_tell(told, sizeof(*told));
	free(told);
}

/* In the child. It ends without tidying up. */
static void answer(const void *context)
{
	const struct question *question = context;
	struct findings *findings = mem_zalloc(1, sizeof(*findings));
	struct byte_source source;
	struct examination exam;
	int room = CONFINED_WRITES;

	source_of_file(&source, CONFINED_READS, question->file->size);
	source.room = question->has_room ? &room : NULL;
	examine_begin(&exam, question->keys, question->file->name, findings);
	nametail_check(&exam, &source);
	examine_structure(&exam, &source, NULL);
	tell(&exam);
	sums_run(&exam.sums);
	examine_end(&exam);
	tell(&exam);
}

static bool hear(const struct apart *apart, struct findings *findings, bool *unread)
{
	AUTO_FREE struct told *told = mem_zalloc(1, sizeof(*told));

	return child_hear(&apart->child, told, sizeof(*told)) && told_read(told, findings, unread);
}

/* On disk, where that can be: compressed files grow to more than memory should hold. */
static int room_for(const struct sandbox_file *file)
{
	return unpack_recognise_file(file->fd) == COMPRESSION_NONE ? -1 : mem_file(PACKED_VIEW_MAX);
}

enum apart_state apart_begin(struct apart *out, const struct sandbox_file *file,
                             const struct keyring *keys, struct findings *findings)
{
	AUTO_CLOSE int room = room_for(file);
	const struct question question = { file, keys, room != -1 };
	const struct child_work work = { answer, &question, file->fd, room };
	bool unread;

	if (!child_start(&out->child, &work))
		return APART_IMPOSSIBLE;
	if (hear(out, findings, &unread))
		return APART_TOLD;
	child_end(&out->child);
	return APART_STOPPED;
}

bool apart_end(struct apart *apart, struct findings *findings, bool *unread)
{
	bool told = hear(apart, findings, unread);

	child_end(&apart->child);
	return told;
}
