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

TEST_MAIN(WITH_STORE(what_went_in_comes_out_by_its_digest), WITH_STORE(an_empty_file_is_a_file),
          WITH_STORE(a_damaged_object_is_removed_and_reported),
          WITH_STORE(a_link_in_an_objects_place_is_not_followed),

          WITH_STORE(what_others_say_of_an_address_is_kept_apart),
          WITH_STORE(an_address_recalls_what_it_gave_last),
          WITH_STORE(notes_are_told_by_what_they_are_about),
          WITH_STORE(pruning_removes_what_is_not_to_be_kept),
          WITH_STORE(strangers_names_are_not_objects),
          WITH_STORE(the_default_is_in_the_users_cache),
          WITH_STORE(under_sudo_everything_is_the_callers))
