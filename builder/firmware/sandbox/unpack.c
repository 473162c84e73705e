#include "firmware/sandbox/unpack.h"

#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "base/sandbox/process.h"
#include "base/text/text.h"
#include "firmware/examine/snapshot.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	enum fail_kind kind;
	const char *text;
} faults[] = {
	[PROCESS_MISBEHAVED] = { FAIL_FIRMWARE,
	                         "the process that reads it was stopped; the file may have been "
	                         "made to attack this program" },
	[PROCESS_TOO_SLOW] = { FAIL_FIRMWARE,
	                       "it could not be examined in time; try again, or use another file" },
	[PROCESS_KILLED] = { FAIL_IO,
	                     "the process that reads it was killed, by a user or because memory "
	                     "ran out; close other programs and try again" },
	[PROCESS_OUT_OF_MEMORY] = { FAIL_IO,
	                            "there is not enough memory; close other programs or raise "
	                            "the limit with 'ulimit -v'" },
	[PROCESS_TOO_FEW_FILES] = { FAIL_IO,
	                            "this program may open too few files at a time; raise the "
	                            "limit with 'ulimit -n'" },
	[PROCESS_UNRESTRICTED] = { FAIL_IO, "the process that reads it could not be sandboxed; "
	                                    "'mkrescue-usb doctor' checks what that needs" },
};

bool sandbox_fail_stopped(const char *name, enum process_fault fault, struct failure *why)
{
	return interrupt_check(why) &&
	       fail(why, faults[fault].kind, "cannot examine '%s': %s", name, faults[fault].text);
}

/* Before every piece one word, and one at the end. */
struct word {
	uint64_t done; /* bytes of content so far, or of all of it */
	uint8_t is_last;
	uint8_t is_good;
	enum fail_kind kind;
	char text[sizeof(((struct failure *)NULL)->text)];
};

static void send_progress(struct progress *progress, const char *step, uint64_t done,
                          uint64_t total)
{
	struct word word;

	(void)progress;
	(void)step;
	(void)total;
	memset(&word, 0, sizeof(word));
	word.done = done;
	process_send(&word, sizeof(word));
}

static void unpack(const void *context)
{
	struct progress progress = { .report = send_progress };
	struct unpacking unpacking = *(const struct unpacking *)context;
	struct unpacked unpacked;
	struct failure why = { 0 };
	struct word word;

	unpacking.fd = SANDBOX_INPUT;
	unpacking.progress = &progress;
	memset(&word, 0, sizeof(word));
	word.is_good = unpack_to(&unpacking, SANDBOX_OUTPUT, &unpacked, &why);
	word.is_last = true;
	word.done = unpacked.size;
	word.kind = why.kind;
	memcpy(word.text, why.text, sizeof(word.text));
	process_send(&word, sizeof(word));
}

/* The size is the file's own; a failure is of a kind that unpacking has. */
static bool judge(const struct word *word, const struct unpacking *unpacking, int to,
                  uint64_t *size, struct failure *why)
{
	char text[sizeof(word->text)];
	struct stat file;

	text_clean_bytes(text, sizeof(text), word->text, sizeof(word->text));
	if (!word->is_good && text[0] && (word->kind == unpacking->kind || word->kind == FAIL_IO))
		return fail(why, word->kind, "%s", text);
	if (!word->is_good || fstat(to, &file) == -1 || (uint64_t)file.st_size != word->done ||
	    word->done > unpacking->limit)
		return sandbox_fail_stopped(unpacking->name, PROCESS_MISBEHAVED, why);
	*size = word->done;
	return true;
}

static bool listen(struct process *process, const struct unpacking *unpacking, struct word *word)
{
	while (process_receive(process, word, sizeof(*word))) {
		if (word->is_last)
			return true;
		progress_report(unpacking->progress, "unpacking",
		                word->done < unpacking->limit ? word->done : unpacking->limit,
		                unpacking->limit);
	}
	return false;
}

bool sandbox_unpack(const struct unpacking *unpacking, int to, uint64_t *size, struct failure *why)
{
	const struct process_work work = { .prepare = members_prepare,
		                           .run = unpack,
		                           .context = unpacking,
		                           .input = unpacking->fd,
		                           .output = to };
	struct unpacked unpacked;
	struct process process;
	enum process_fault fault;
	struct word word;
	bool received;

	if (!process_start(&process, &work)) {
		received = unpack_to(unpacking, to, &unpacked, why);
		*size = unpacked.size;
		return received;
	}
	received = listen(&process, unpacking, &word);
	fault = process_end(&process); /* from here on no process writes to the file */
	if (!received)
		return sandbox_fail_stopped(unpacking->name, fault, why);
	return judge(&word, unpacking, to, size, why);
}

/* One for each member, and one at the end. */
struct member_word {
	uint8_t is_last;
	enum members_state state;
	char text[MEMBER_PATH]; /* a member's path, or the detail of a refusal */
};

static bool send_member(struct member *member, void *context)
{
	struct member_word word = { .state = MEMBERS_ALL };

	(void)context;
	memcpy(word.text, member->path, sizeof(word.text));
	process_send(&word, sizeof(word));
	process_wait();
	return true;
}

static void walk(const void *context)
{
	const uint64_t *size = context;
	struct member_word word = { .is_last = true };
	struct scratch scratch = { .fd = SANDBOX_OUTPUT };
	struct byte_source source;

	source_of_file(&source, SANDBOX_INPUT, *size);
	source.scratch = &scratch;
	word.state = members_walk(view_of(&source), send_member, NULL, word.text);
	process_send(&word, sizeof(word));
}

/* A copy is visited: the child still has the file that it filled. */
static bool visit_copy(const struct member_word *word, int scratch,
                       const struct members_visit *visit, bool *enough, struct failure *why)
{
	const struct original original = { scratch, visit->path, FIRMWARE_SIZE_MAX, NULL };
	struct member member = { .file = { .fd = -1 } };
	char within[MEMBER_PATH];
	bool good;

	text_clean_bytes(within, sizeof(within), word->text, sizeof(word->text));
	member_set_path(&member, within);
	good = (lseek(scratch, 0, SEEK_SET) == 0 ||
	        fail_errno(why, FAIL_IO, "cannot read '%s'", visit->path)) &&
	       snapshot_take_open(&original, &member.file.fd, &member.size, why);
	*enough = good && !visit->visit(&member, visit->context);
	mem_auto_close(&member.file.fd);
	return good;
}

static bool listen_to_walk(struct process *process, int scratch, const struct members_visit *visit,
                           struct member_word *word, struct failure *why)
{
	bool enough = false;

	for (int i = 0; !enough; i++) {
		if (!process_receive(process, word, sizeof(*word)) || i > MEMBERS_MAX)
			return sandbox_fail_stopped(visit->name, process_end(process), why);
		if (word->is_last)
			return true;
		if (!visit_copy(word, scratch, visit, &enough, why))
			return false;
		process_continue(process);
	}
	word->state = MEMBERS_ALL;
	word->text[0] = '\0';
	return true;
}

static enum members_state walk_here(const struct members_visit *visit, char detail[MEMBER_DETAIL])
{
	struct byte_source source;
	enum members_state state;

	source_of_file(&source, visit->fd, visit->size);
	state = members_walk(view_of(&source), visit->visit, visit->context, detail);
	source_done(&source);
	return state;
}

static bool has_sense(const struct member_word *word)
{
	return word->state == MEMBERS_ALL || word->state == MEMBERS_CUT ||
	       ((word->state == MEMBERS_DAMAGED || word->state == MEMBERS_REFUSED) &&
	        word->text[0]);
}

bool sandbox_walk_members(const struct members_visit *visit, enum members_state *state,
                          char detail[MEMBER_DETAIL], struct failure *why)
{
	AUTO_CLOSE int scratch = mem_file(FIRMWARE_SIZE_MAX);
	const struct process_work work = { .prepare = members_prepare,
		                           .run = walk,
		                           .context = &visit->size,
		                           .input = visit->fd,
		                           .output = scratch };
	struct member_word word = { 0 };
	struct archive_library library;
	struct process process;
	bool received;

	if (!archive_library_load(&library, why))
		return fail_while(why, "cannot unpack '%s'", visit->name);
	if (visit->here || scratch == -1 || !process_start(&process, &work)) {
		*state = walk_here(visit, detail);
		return true;
	}
	process_tell(&process, visit->progress, "unpacking the archive");
	received = listen_to_walk(&process, scratch, visit, &word, why);
	process_end(&process);
	if (!received)
		return false;
	*state = word.state;
	text_clean_bytes(detail, MEMBER_DETAIL, word.text, sizeof(word.text));
	return has_sense(&word) || sandbox_fail_stopped(visit->name, PROCESS_MISBEHAVED, why);
}
