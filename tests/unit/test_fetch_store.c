/* The store: whole files under their SHA-256, and the way in. */
#include "fetch/part.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static const struct owner nobody_else = { 0 };

struct world {
	char folder[64];
	struct store store;
};

static void open_store(struct world *world)
{
	AUTO_FREE char *path = mem_printf("%s/a/b", world->folder);
	struct failure why;

	assert_true(store_open(path, &nobody_else, &world->store, &why));
}

static int begin(void **state)
{
	struct world *world = mem_zalloc(1, sizeof(*world));

	snprintf(world->folder, sizeof(world->folder), "/tmp/fetch-store-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	open_store(world);
	*state = world;
	return 0;
}

static int end(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", world->folder);

	store_done(&world->store);
	assert_int_equal(system(command), 0);
	free(world);
	return 0;
}

static struct digest digest_of_text(const char *text)
{
	return digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)text, strlen(text) });
}

static void put(struct world *world, const char *name, const char *text)
{
	const struct part_wanted wanted = { .what = "a file" };
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, name, &part, &why));
	assert_true(part_add(&part, text, strlen(text), &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	stored_done(&stored);
	part_done(&part);
}

static struct stored find(struct world *world, const char *text)
{
	const struct digest sha256 = digest_of_text(text);
	struct stored stored;
	struct failure why;

	assert_true(store_find(&world->store, &sha256, &stored, &why));
	return stored;
}

static bool is_stored(struct world *world, const char *text)
{
	struct stored stored = find(world, text);
	bool is_there = stored.fd != -1;

	stored_done(&stored);
	return is_there;
}

static size_t files_in(struct world *world, const char *folder)
{
	AUTO_FREE char *command =
	        mem_printf("exit $(find '%s/a/b/%s' -type f | wc -l)", world->folder, folder);

	return (size_t)WEXITSTATUS(system(command));
}

static char *path_of(struct world *world, const char *text)
{
	const struct digest sha256 = digest_of_text(text);
	char hex[DIGEST_HEX];

	digest_to_hex(&sha256, hex);
	return mem_printf("%s/a/b/sha256/%.2s/%s", world->folder, hex, hex);
}

static void what_went_in_comes_out_by_its_digest(void **state)
{
	struct world *world = *state;
	char text[8] = "";
	struct stored stored;

	assert_false(is_stored(world, "content"));
	put(world, "a", "content");
	stored = find(world, "content");
	assert_int_equal(stored.size, 7);
	assert_int_equal(read(stored.fd, text, sizeof(text)), 7);
	assert_string_equal(text, "content");
	stored_done(&stored);
	assert_int_equal(files_in(world, "parts"), 0);
}

static void an_empty_file_is_a_file(void **state)
{
	put(*state, "a", "");
	assert_true(is_stored(*state, ""));
}

static void a_damaged_object_is_removed_and_reported(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *path = path_of(world, "content");
	struct stored stored;
	FILE *file;

	put(world, "a", "content");
	assert_int_equal(chmod(path, 0600), 0);
	file = fopen(path, "r+");
	fputc('C', file);
	fclose(file);
	stored = find(world, "content");
	assert_int_equal(stored.fd, -1);
	assert_true(stored.was_damaged);
	assert_int_equal(access(path, F_OK), -1);
	assert_false(find(world, "content").was_damaged);
}

static void a_link_in_an_objects_place_is_not_followed(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *path = path_of(world, "content");
	const struct digest sha256 = digest_of_text("content");
	struct stored stored;
	struct failure why;

	put(world, "a", "content");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_false(store_find(&world->store, &sha256, &stored, &why));
	assert_int_equal(why.kind, FAIL_IO);
}

static bool refuse(void *context, const struct stored *content, struct failure *why)
{
	(void)context;
	assert_int_equal(content->size, 7);
	return fail(why, FAIL_FIRMWARE, "not this one");
}

static void assert_kept_out(struct world *world, const struct part_wanted *wanted)
{
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &part, &why));
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

	assert_kept_out(*state, &(struct part_wanted){ .what = "a file", .sha256 = &other });
	assert_kept_out(*state, &(struct part_wanted){ .what = "a file", .size = 8 });
	assert_kept_out(*state, &(struct part_wanted){ .what = "a file", .judge = refuse });
}

static void a_part_with_a_note_is_continued(void **state)
{
	struct world *world = *state;
	const struct digest sha256 = digest_of_text("first half, second half");
	const struct part_wanted wanted = { .what = "a file", .sha256 = &sha256 };
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &part, &why));
	assert_true(part_restart(&part, "version 1", &why));
	assert_true(part_add(&part, "first half, ", 12, &why));
	part_done(&part);
	store_done(&world->store);
	open_store(world);
	assert_true(part_begin(&world->store, "a", &part, &why));
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

	assert_true(part_begin(&world->store, "a", &part, &why));
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
		if (!part_begin(&world->store, "held", &part, &why) ||
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

static void who_waits_is_told_what_the_first_one_fetched(void **state)
{
	struct world *world = *state;
	const struct part_wanted wanted = { .what = "a file" };
	const struct digest sha256 = digest_of_text("content");
	struct stored stored;
	struct failure why;
	struct part part;
	int status;
	pid_t child;

	assert_true(part_begin(&world->store, "a", &part, &why));
	child = fork();
	if (child == 0) {
		close(part.fd); /* the lock is the parent's alone */
		if (!part_begin(&world->store, "a", &part, &why))
			_exit(1);
		_exit(part.is_finished && digest_equal(&part.finished, &sha256) ? 0 : 2);
	}
	/* Asleep in flock(): the kernel's list of locks names who waits. */
	{
		AUTO_FREE char *waits = mem_printf("until grep -q -- '-> .* %d ' /proc/locks; do "
		                                   "kill -0 %d || exit 1; done",
		                                   (int)child, (int)child);

		assert_int_equal(system(waits), 0);
	}
	assert_true(part_add(&part, "content", 7, &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	stored_done(&stored);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void what_others_say_of_an_address_is_kept_apart(void **state)
{
	struct world *world = *state;
	const struct digest theirs = digest_of(DIGEST_SHA256, (struct bytes){ NULL, 0 });
	struct store_notes notes;
	struct failure why;
	struct digest seen;

	assert_true(store_remember_hearsay(&world->store, "https://a/b", &theirs, &why));
	assert_false(store_recall(&world->store, "https://a/b", &seen));
	assert_true(store_recall_hearsay(&world->store, "https://a/b", &seen));
	assert_true(digest_equal(&seen, &theirs));
	assert_true(store_remember(&world->store, "https://a/b", &theirs, &why));
	assert_false(store_recall_hearsay(&world->store, "https://a/b", &seen));
	assert_true(store_remember_hearsay(&world->store, "https://a/b", &theirs, &why));
	assert_true(store_notes(&world->store, &notes, &why));
	assert_int_equal(notes.count, 1);
	assert_string_equal(notes.items[0].name, "https://a/b");
	store_notes_done(&notes);
}

static void an_address_recalls_what_it_gave_last(void **state)
{
	struct world *world = *state;
	const struct digest first = digest_of_text("1");
	const struct digest second = digest_of_text("2");
	struct digest seen;
	struct failure why;

	assert_false(store_recall(&world->store, "https://a/b", &seen));
	assert_true(store_remember(&world->store, "https://a/b", &first, &why));
	assert_true(store_remember(&world->store, "https://a/b", &second, &why));
	assert_true(store_recall(&world->store, "https://a/b", &seen));
	assert_true(digest_equal(&seen, &second));
	assert_false(store_recall(&world->store, "https://a/c", &seen));
}

static void notes_are_told_by_what_they_are_about(void **state)
{
	struct world *world = *state;
	const struct digest first = digest_of_text("1");
	AUTO_FREE char *others = mem_printf("cd '%s/a/b/names' && f=$(ls | head -n 1) && cp $f "
	                                    "$(printf ab%%062d 0) && echo x >$(printf ac%%062d 0)",
	                                    world->folder);
	struct store_notes notes;
	struct failure why;
	size_t count;

	assert_true(store_remember(&world->store, "https://a/2", &first, &why));
	assert_true(store_remember(&world->store, "https://a/1", &first, &why));
	assert_int_equal(system(others), 0);
	assert_true(store_notes(&world->store, &notes, &why));
	assert_string_equal(store_notes_of(&notes, &first, &count)->name, "https://a/1");
	assert_int_equal(count, 2);
	store_notes_done(&notes);
}

static bool keep_small(const void *context, const struct store_entry *entry)
{
	(void)context;
	return entry->size < 4;
}

static void pruning_removes_what_is_not_to_be_kept(void **state)
{
	struct world *world = *state;
	const struct digest large = digest_of_text("large");
	struct store_pruning pruning = { .keep = keep_small };
	AUTO_FREE struct store_entry *list = NULL;
	struct failure why;
	size_t count;

	put(world, "a", "one");
	put(world, "b", "large");
	assert_true(store_remember(&world->store, "b", &large, &why));
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 1);
	assert_int_equal(pruning.freed, 5);
	assert_true(store_list(&world->store, &list, &count, &why));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].size, 3);
	assert_int_equal(files_in(world, "names"), 0);
}

static void strangers_names_are_not_objects(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *command = mem_printf("cd '%s/a/b/sha256' && mkdir -p zz ab/x && touch "
	                                     "zz/file ab/ab ab/.hidden $(printf ab%%062d 0)",
	                                     world->folder);
	AUTO_FREE struct store_entry *list = NULL;
	struct failure why;
	size_t count;

	assert_int_equal(system(command), 0);
	assert_true(store_list(&world->store, &list, &count, &why));
	assert_int_equal(count, 0);
}

static void the_default_is_in_the_users_cache(void **state)
{
	AUTO_FREE char *xdg = store_default_path("/x", "/home/u");
	AUTO_FREE char *home = store_default_path("relative", "/home/u");

	(void)state;
	assert_string_equal(xdg, "/x/mkrescue-usb");
	assert_string_equal(home, "/home/u/.cache/mkrescue-usb");
	assert_null(store_default_path(NULL, NULL));
}

static void under_sudo_everything_is_the_callers(void **state)
{
	struct world *world = *state;
	const struct owner caller = { true, 12345, 12345 };
	AUTO_FREE char *path = mem_printf("%s/home/.cache/x", world->folder);
	AUTO_FREE char *home = mem_printf("%s/home", world->folder);
	AUTO_FREE char *others = mem_printf(
	        "exit $(find '%s/home' ! -user 12345 -o ! -group 12345 | wc -l)", world->folder);
	AUTO_FREE char *link = mem_printf("%s/home/link", world->folder);
	struct failure why;

	if (geteuid() != 0) {
		print_message("SKIPPED: only root can work as another user\n");
		skip();
	}
	assert_int_equal(chmod(world->folder, 0755), 0);
	assert_int_equal(mkdir(home, 0700), 0);
	assert_int_equal(chown(home, caller.uid, caller.gid), 0);
	store_done(&world->store);
	assert_true(store_open(path, &caller, &world->store, &why));
	put(world, "a", "content");
	assert_int_equal(WEXITSTATUS(system(others)), 0);

	/* What the caller may not write, root does not write for them. */
	store_done(&world->store);
	assert_int_equal(symlink("/root", link), 0);
	assert_false(store_open(link, &caller, &world->store, &why));
	assert_int_equal(why.kind, FAIL_IO);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(WITH_STORE(what_went_in_comes_out_by_its_digest), WITH_STORE(an_empty_file_is_a_file),
          WITH_STORE(a_damaged_object_is_removed_and_reported),
          WITH_STORE(a_link_in_an_objects_place_is_not_followed),
          WITH_STORE(what_is_not_wanted_never_enters), WITH_STORE(a_part_with_a_note_is_continued),
          WITH_STORE(a_part_without_a_note_does_not_stay),
          WITH_STORE(what_the_living_work_on_is_left_alone_and_of_the_dead_cleaned),
          WITH_STORE(what_the_dead_left_and_cannot_be_continued_is_overwritten),
          WITH_STORE(what_the_dead_left_and_can_be_continued_stays_until_it_is_pruned),
          WITH_STORE(who_waits_is_told_what_the_first_one_fetched),
          WITH_STORE(what_others_say_of_an_address_is_kept_apart),
          WITH_STORE(an_address_recalls_what_it_gave_last),
          WITH_STORE(notes_are_told_by_what_they_are_about),
          WITH_STORE(pruning_removes_what_is_not_to_be_kept),
          WITH_STORE(strangers_names_are_not_objects),
          WITH_STORE(the_default_is_in_the_users_cache),
          WITH_STORE(under_sudo_everything_is_the_callers))
