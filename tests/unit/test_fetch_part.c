/* fetch/part: a part that is begun, continued, finished or left behind. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "fetch/storefile.h"

#include "store_world.h"

static bool refuse(void *context, const struct stored *content, struct failure *why)
{
	(void)context;
	assert_int_equal(content->size, 7);
	return fail(why, FAIL_FIRMWARE, "not this one");
}

static void assert_kept_out(struct world *world, const struct part_expected *wanted)
{
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_true(part_restart(&part, "can be continued", &why));
	assert_true(part_add(&part, "content", 7, &why));
	assert_false(part_finish(&part, wanted, &stored, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	part_done(&part);
	assert_false(is_stored(world, "content"));
	assert_int_equal(files_in(world, "."), 0);
}

static void what_is_not_wanted_never_enters(void **state)
{
	const struct digest other = digest_of_text("other");

	assert_kept_out(*state, &(struct part_expected){ .what = "a file", .sha256 = &other });
	assert_kept_out(*state, &(struct part_expected){ .what = "a file", .size = 8 });
	assert_kept_out(*state, &(struct part_expected){ .what = "a file", .judge = refuse });
}

static void a_part_with_a_note_is_continued(void **state)
{
	struct world *world = *state;
	const struct digest sha256 = digest_of_text("first half, second half");
	const struct part_expected wanted = { .what = "a file", .sha256 = &sha256 };
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_true(part_restart(&part, "version 1", &why));
	assert_true(part_add(&part, "first half, ", 12, &why));
	part_done(&part);
	store_done(&world->store);
	open_store(world);
	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_string_equal(part.note, "version 1");
	assert_int_equal(part.size, 12);
	assert_true(part_add(&part, "second half", 11, &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	stored_done(&stored);
	assert_int_equal(files_in(world, "parts"), 0);
}

static void a_part_without_a_note_does_not_stay(void **state)
{
	struct world *world = *state;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_true(part_add(&part, "something", 9, &why));
	part_done(&part);
	assert_int_equal(files_in(world, "parts"), 0);
}

/* A process that has begun a part; killed, it leaves it behind. */
static pid_t start_holder(struct world *world, const char *note)
{
	int ready[2];
	pid_t child;
	char byte;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct failure why;
		struct part part;

		prctl(PR_SET_PDEATHSIG, SIGKILL); /* whatever becomes of the test */
		if (!part_begin(&world->store, "held", &no_wait, &part, &why) ||
		    !part_restart(&part, note, &why) || !part_add(&part, "abc", 3, &why) ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void end_holder(pid_t holder)
{
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
}

static void what_the_living_work_on_is_left_alone_and_of_the_dead_cleaned(void **state)
{
	struct world *world = *state;
	pid_t holder = start_holder(world, "");

	part_clean(&world->store, true);
	assert_int_equal(files_in(world, "parts"), 1);
	end_holder(holder);
	store_done(&world->store);
	open_store(world);
	assert_int_equal(files_in(world, "parts"), 0);
}

static void what_the_dead_left_and_cannot_be_continued_is_overwritten(void **state)
{
	struct world *world = *state;

	end_holder(start_holder(world, ""));
	put(world, "held", "x");
	assert_true(is_stored(world, "x"));
}

static void what_the_dead_left_and_can_be_continued_stays_until_it_is_pruned(void **state)
{
	struct world *world = *state;

	end_holder(start_holder(world, "version 1"));
	assert_int_equal(part_clean(&world->store, false), 0);
	assert_int_equal(files_in(world, "parts"), 2);
	assert_int_equal(part_clean(&world->store, true), 3);
	assert_int_equal(files_in(world, "parts"), 0);
}

/* Hears that part_begin() waits. */
struct hearer {
	struct progress progress;
	int fd;
};

static void hear(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	const struct hearer *hearer = (struct hearer *)progress;

	assert_string_equal(step, "waiting for another program with the same file");
	assert_int_equal(done + total, 0);
	assert_int_equal(write(hearer->fd, "x", 1), 1);
}

static void who_waits_is_told_what_the_first_one_fetched(void **state)
{
	struct world *world = *state;
	const struct part_expected wanted = { .what = "a file" };
	const struct digest sha256 = digest_of_text("content");
	struct stored stored;
	struct failure why;
	struct part part;
	int heard[2];
	int status;
	char byte;
	pid_t child;

	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_int_equal(pipe(heard), 0);
	child = fork();
	if (child == 0) {
		struct hearer hearer = { { .report = hear }, heard[1] };
		const struct part_wait wait = { 600, &hearer.progress };

		close(part.fd); /* the lock is the parent's alone */
		if (!part_begin(&world->store, "a", &wait, &part, &why))
			_exit(1);
		_exit(part.is_finished && digest_equal(&part.finished, &sha256) ? 0 : 2);
	}
	close(heard[1]);
	assert_int_equal(read(heard[0], &byte, 1), 1);
	assert_true(part_add(&part, "content", 7, &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	stored_done(&stored);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(heard[0]);
}

static void waiting_for_another_program_has_an_end(void **state)
{
	struct world *world = *state;
	pid_t holder = start_holder(world, "version 1");
	const struct part_wait wait = { 1, NULL };
	struct failure why;
	struct part part;

	assert_false(part_begin(&world->store, "held", &wait, &part, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, "another program has been working on the same file"));
	assert_non_null(strstr(why.text, "for more than 1 second; end it"));
	end_holder(holder);
	assert_true(part_begin(&world->store, "held", &wait, &part, &why));
	assert_int_equal(part.size, 3);
	part_done(&part);
}

/* A FIFO that nobody opens at its other end would be waited for. */
static void put_fifo(struct world *world, const char *folder, const char *name, const char *tail)
{
	char hex[DIGEST_HEX];
	AUTO_FREE char *path = NULL;

	storefile_name(hex, name);
	path = mem_printf("%s/a/b/%s/%s%s", world->folder, folder, hex, tail);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
}

static void a_fifo_in_the_place_of_a_file_gives_way(void **state)
{
	const struct digest sha256 = digest_of_text("content");
	struct world *world = *state;
	struct digest found;
	struct failure why;

	put_fifo(world, "parts", "https://a/1", "");
	put_fifo(world, "parts", "https://a/1", ".from");
	put(world, "https://a/1", "content");
	assert_true(is_stored(world, "content"));
	put_fifo(world, "names", "https://a/1", "");
	assert_false(store_recall(&world->store, "https://a/1", &found));
	assert_true(store_remember(&world->store, "https://a/1", &sha256, &why));
	assert_true(store_recall(&world->store, "https://a/1", &found));
	put_fifo(world, "parts", "https://a/2", "");
	put_fifo(world, "names", "https://a/2", "");
	part_clean(&world->store, true);
}

TEST_MAIN(WITH_STORE(what_is_not_wanted_never_enters),
          WITH_STORE(a_fifo_in_the_place_of_a_file_gives_way),
          WITH_STORE(a_part_with_a_note_is_continued),
          WITH_STORE(a_part_without_a_note_does_not_stay),
          WITH_STORE(what_the_living_work_on_is_left_alone_and_of_the_dead_cleaned),
          WITH_STORE(what_the_dead_left_and_cannot_be_continued_is_overwritten),
          WITH_STORE(what_the_dead_left_and_can_be_continued_stays_until_it_is_pruned),
          WITH_STORE(who_waits_is_told_what_the_first_one_fetched),
          WITH_STORE(waiting_for_another_program_has_an_end))
