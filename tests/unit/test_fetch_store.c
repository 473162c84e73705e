/* fetch/store: whole files under their SHA-256, and what is noted of addresses. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "store_world.h"

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

static void what_others_say_of_an_address_is_kept_apart(void **state)
{
	struct world *world = *state;
	const struct digest theirs = digest_of(DIGEST_SHA256, (struct bytes){ NULL, 0 });
	struct store_notes notes;
	struct failure why;
	struct digest seen;

	assert_true(store_remember_imported(&world->store, "https://a/b", &theirs, &why));
	assert_false(store_recall(&world->store, "https://a/b", &seen));
	assert_true(store_recall_imported(&world->store, "https://a/b", &seen));
	assert_true(digest_equal(&seen, &theirs));
	assert_true(store_remember(&world->store, "https://a/b", &theirs, &why));
	assert_false(store_recall_imported(&world->store, "https://a/b", &seen));
	assert_true(store_remember_imported(&world->store, "https://a/b", &theirs, &why));
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

static void pruning_removes_what_no_address_gave(void **state)
{
	struct world *world = *state;
	const struct digest one = digest_of_text("one");
	struct store_pruning pruning = { 0 };
	struct failure why;

	put(world, "a", "one");
	put(world, "b", "large");
	assert_true(store_remember(&world->store, "a", &one, &why));
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 1);
	assert_int_equal(pruning.freed, 5);
	assert_true(is_stored(world, "one"));
	assert_false(is_stored(world, "large"));
	assert_int_equal(files_in(world, "names"), 1);
	pruning.all = true;
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 1);
	assert_int_equal(files_in(world, "names"), 0);
}

static void pruning_leaves_what_somebody_has_open(void **state)
{
	struct world *world = *state;
	struct store_pruning pruning = { .all = true };
	struct stored held;
	struct failure why;

	put(world, "a", "one");
	held = find(world, "one");
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 0);
	assert_true(is_stored(world, "one"));
	stored_done(&held);
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 1);
}

/* The file is in the store, and its address is not noted yet. */
static void pruning_leaves_what_was_just_fetched(void **state)
{
	struct world *world = *state;
	const struct part_expected expected = { .what = "a file" };
	struct store_pruning pruning = { .all = true };
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, "a", &no_wait, &part, &why));
	assert_true(part_add(&part, "one", 3, &why));
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_true(part_finish(&part, &expected, &stored, &why));
	part_done(&part);
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_int_equal(pruning.removed, 0);
	assert_true(store_remember(&world->store, "a", &stored.sha256, &why));
	stored_done(&stored);
	pruning.all = false;
	assert_true(store_prune(&world->store, &pruning, &why));
	assert_true(is_stored(world, "one"));
	assert_int_equal(files_in(world, "names"), 1);
}

/* shell: done to the store's folder, which is then refused with these words. */
static void opening_refuses(struct world *world, const char *shell, const char *words)
{
	AUTO_FREE char *command = mem_printf("cd '%s/a/b' && %s", world->folder, shell);
	AUTO_FREE char *path = mem_printf("%s/a/b", world->folder);
	const struct owner nobody_else = { 0 };
	struct store again;
	struct failure why;

	assert_int_equal(system(command), 0);
	assert_false(store_open(path, &nobody_else, &again, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, words));
}

static void a_store_that_others_may_write_to_is_refused(void **state)
{
	struct world *world = *state;

	opening_refuses(world, "chmod 775 .", "'chmod go-w'");
	opening_refuses(world, "chmod 702 .", "other users may write");
	opening_refuses(world, "chmod 700 . && chmod 777 parts", "/a/b/parts'");
	if (geteuid() == 0)
		opening_refuses(world, "chmod 700 parts && chown 12345 names",
		                "belongs to another user (12345)");
}

static void symbolic_links_in_a_store_are_not_followed(void **state)
{
	struct world *world = *state;
	const struct digest sha256 = digest_of_text("one");
	AUTO_FREE char *move = mem_printf("cd '%s/a/b/sha256' && mv ?? ../other && ln -s ../other "
	                                  "76",
	                                  world->folder);
	struct stored stored;
	struct failure why;

	put(world, "a", "one");
	assert_int_equal(system(move), 0);
	assert_false(store_find(&world->store, &sha256, &stored, &why));
	assert_non_null(strstr(why.text, "is not a readable file; remove it"));
	opening_refuses(world, "mv names n && ln -s n names", "is a symbolic link");
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

TEST_MAIN(WITH_STORE(what_went_in_comes_out_by_its_digest), WITH_STORE(an_empty_file_is_a_file),
          WITH_STORE(a_damaged_object_is_removed_and_reported),
          WITH_STORE(a_link_in_an_objects_place_is_not_followed),

          WITH_STORE(what_others_say_of_an_address_is_kept_apart),
          WITH_STORE(an_address_recalls_what_it_gave_last),
          WITH_STORE(notes_are_told_by_what_they_are_about),
          WITH_STORE(pruning_removes_what_no_address_gave),
          WITH_STORE(pruning_leaves_what_somebody_has_open),
          WITH_STORE(pruning_leaves_what_was_just_fetched),
          WITH_STORE(a_store_that_others_may_write_to_is_refused),
          WITH_STORE(symbolic_links_in_a_store_are_not_followed),
          WITH_STORE(strangers_names_are_not_objects),
          WITH_STORE(the_default_is_in_the_users_cache),
          WITH_STORE(under_sudo_everything_is_the_callers))
