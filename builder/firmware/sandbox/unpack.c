#include "firmware/sandbox/unpack.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/snapshot.h"
#include "firmware/sandbox/process.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool sandbox_fail_stopped(const char *name, struct failure *why)
{
	return interrupt_check(why) &&
	       fail(why, FAIL_FIRMWARE,
	            "cannot examine '%s': the process that reads it was stopped; the file may have "
	            "been made to attack this program",
	            name);
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
	struct progress progress = { send_progress };
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
		return sandbox_fail_stopped(unpacking->name, why);
	*size = word->done;
	return true;
}

static bool listen(const struct process *process, const struct unpacking *unpacking,
                   struct word *word)
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
	const struct process_work work = { unpack, unpacking, unpacking->fd, to };
	struct unpacked unpacked;
	struct process process;
	struct word word;
	bool received;

	if (!process_start(&process, &work)) {
		received = unpack_to(unpacking, to, &unpacked, why);
		*size = unpacked.size;
		return received;
	}
	received = listen(&process, unpacking, &word);
	process_end(&process); /* from here on no process writes to the file */
	if (!received)
		return sandbox_fail_stopped(unpacking->name, why);
	return judge(&word, unpacking, to, size, why);
}

/* One for each member, and one at the end. */
struct member_word {
	uint8_t is_last;
	enum members_state state;
	char text[MEMBER_NAME]; /* a member's name, or the detail of a refusal */
};

static bool send_member(struct member *member, void *context)
{
	struct member_word word = { .state = MEMBERS_ALL };
	int *scratch = context;

	memcpy(word.text, member->name, sizeof(word.text));
	process_send(&word, sizeof(word));
	process_wait();
	*scratch = member->fd; /* for the next one */
	member->fd = -1;
	return ftruncate(*scratch, 0) == 0;
}

static void walk(const void *context)
{
	const uint64_t *size = context;
	struct member_word word = { .is_last = true };
	int scratch = SANDBOX_OUTPUT;
	struct byte_source source;

	source_of_file(&source, SANDBOX_INPUT, *size);
	source.scratch = &scratch;
	word.state = members_walk(view_of(&source), send_member, &scratch, word.text);
	process_send(&word, sizeof(word));
}

/* A copy is visited: the child still has the file that it filled. */
static bool visit_copy(const struct member_word *word, int scratch,
                       const struct members_visit *visit, bool *enough, struct failure *why)
{
	const char *path = visit->path;
	struct member member = { .fd = -1 };
	bool good;

	text_clean_bytes(member.name, sizeof(member.name), word->text, sizeof(word->text));
	good = (lseek(scratch, 0, SEEK_SET) == 0 ||
	        fail_errno(why, FAIL_IO, "cannot read '%s'", path)) &&
	       snapshot_take_open(scratch, path, FIRMWARE_SIZE_MAX, &member.fd, &member.size, why);
	*enough = good && !visit->visit(&member, visit->context);
	mem_auto_close(&member.fd);
	return good;
}

static bool listen_to_walk(const struct process *process, int scratch,
                           const struct members_visit *visit, struct member_word *word,
                           struct failure *why)
{
	bool enough = false;

	for (int i = 0; !enough; i++) {
		if (!process_receive(process, word, sizeof(*word)) || i > MEMBERS_MAX)
			return sandbox_fail_stopped(visit->name, why);
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
	       (word->state == MEMBERS_REFUSED && word->text[0]);
}

bool sandbox_walk_members(const struct members_visit *visit, enum members_state *state,
                          char detail[MEMBER_DETAIL], struct failure *why)
{
	AUTO_CLOSE int scratch = mem_file(FIRMWARE_SIZE_MAX);
	const struct process_work work = { walk, &visit->size, visit->fd, scratch };
	struct member_word word = { 0 };
	struct process process;
	bool received;

	if (visit->here || scratch == -1 || !process_start(&process, &work)) {
		*state = walk_here(visit, detail);
		return true;
	}
	received = listen_to_walk(&process, scratch, visit, &word, why);
	process_end(&process);
	if (!received)
		return false;
	*state = word.state;
	text_clean_bytes(detail, MEMBER_DETAIL, word.text, sizeof(word.text));
	return has_sense(&word) || sandbox_fail_stopped(visit->name, why);
}
