/* fetch/bundle: a store in a tar file, and back. */
#include "fetch/bundle/bundle.h"
#include "fetch/part.h"

#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lost_object.h"
#include "test.h"

static const struct owner nobody_else = { 0 };

struct world {
	char folder[64];
	struct store here;
	struct store there; /* on another computer */
};

static void open_store(struct world *world, const char *name, const struct owner *owner,
                       struct store *out)
{
	AUTO_FREE char *path = mem_printf("%s/%s", world->folder, name);
	struct failure why;

	assert_true(store_open(path, owner, out, &why));
}

static int begin(void **state)
{
	struct world *world = mem_zalloc(1, sizeof(*world));

	snprintf(world->folder, sizeof(world->folder), "/tmp/fetch-bundle-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	open_store(world, "here", &nobody_else, &world->here);
	open_store(world, "there", &nobody_else, &world->there);
	*state = world;
	return 0;
}

static int end(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", world->folder);

	store_done(&world->here);
	store_done(&world->there);
	assert_int_equal(system(command), 0);
	free(world);
	return 0;
}

static struct digest put_bytes(const struct store *store, struct bytes content)
{
	const struct part_expected wanted = { .what = "a file" };
	const struct part_wait no_wait = { 0 };
	struct stored stored;
	struct failure why;
	struct digest sha256;
	struct part part;

	assert_true(part_begin(store, "put", &no_wait, &part, &why));
	assert_true(part_add(&part, content.data, (size_t)content.size, &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	sha256 = stored.sha256;
	stored_done(&stored);
	part_done(&part);
	return sha256;
}

static struct digest put(const struct store *store, const char *text)
{
	return put_bytes(store, (struct bytes){ (const uint8_t *)text, strlen(text) });
}

static void remember(const struct store *store, const char *address, const char *text)
{
	const struct digest sha256 = put(store, text);
	struct failure why;

	assert_true(store_remember(store, address, &sha256, &why));
}

static bool stands_for(const struct store *store, const char *address, const char *text)
{
	const struct digest wanted =
	        digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)text, strlen(text) });
	struct stored stored;
	struct failure why;
	struct digest seen;
	bool is_there;

	if (!(store_recall(store, address, &seen) && digest_equal(&seen, &wanted)) &&
	    !(store_recall_imported(store, address, &seen) && digest_equal(&seen, &wanted)))
		return false;
	assert_true(store_find(store, &seen, &stored, &why));
	is_there = stored.fd != -1;
	stored_done(&stored);
	return is_there;
}

static size_t files_in(const struct store *store)
{
	AUTO_FREE char *command = mem_printf("exit $(find '%s' -type f | wc -l)", store->path);

	return (size_t)WEXITSTATUS(system(command));
}

static bool write_to(const struct store *store, int fd, struct failure *why)
{
	const struct bundle_work work = { store, fd, "x.tar", NULL };
	struct bundle bundle;
	uint64_t size;
	bool good;

	assert_true(bundle_of_store(store, &bundle, why));
	bundle_add_file(&bundle, "vendors/b.json", (uint8_t *)mem_strdup("{b}"), 3);
	bundle_add_file(&bundle, "vendors/a.json", (uint8_t *)mem_strdup("{a}"), 3);
	good = bundle_write(&work, &bundle, "tests", &size, why);
	assert_true(!good || lseek(fd, 0, SEEK_END) == (off_t)size);
	bundle_done(&bundle);
	return good;
}

static bool read_from(const struct store *store, int fd, struct progress *progress,
                      struct bundle *out, struct failure *why)
{
	const struct bundle_work work = { store, fd, "x.tar", progress };

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return bundle_read(&work, out, why);
}

static void count_kept(void *context, const char *address)
{
	(void)address;
	(*(size_t *)context)++;
}

/* The number of addresses that were kept. */
static size_t import(const struct store *store, int fd)
{
	struct bundle bundle;
	struct failure why;
	size_t count;
	size_t kept = 0;

	assert_true(read_from(store, fd, NULL, &bundle, &why));
	assert_true(bundle_remember(&bundle, store, &(struct bundle_kept){ count_kept, &kept },
	                            &count, &why));
	bundle_done(&bundle);
	return kept;
}

static void what_goes_in_here_comes_out_there(void **state)
{
	struct world *world = *state;
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	struct bundle bundle;
	struct failure why;

	remember(&world->here, "https://a/1", "one");
	remember(&world->here, "https://a/copy", "one");
	remember(&world->here, "https://a/2", "two");
	put(&world->here, "");
	assert_true(write_to(&world->here, fd, &why));
	assert_int_equal(import(&world->there, fd), 0);
	assert_true(stands_for(&world->there, "https://a/1", "one"));
	assert_true(stands_for(&world->there, "https://a/copy", "one"));
	assert_true(stands_for(&world->there, "https://a/2", "two"));
	assert_int_equal(files_in(&world->there), 6);

	assert_true(read_from(&world->there, fd, NULL, &bundle, &why));
	assert_int_equal(bundle.file_count, 2);
	assert_string_equal(bundle.files[0].path, "vendors/a.json");
	assert_memory_equal(bundle.files[0].data, "{a}", 3);
	assert_false(bundle.objects[0].is_new);
	bundle_done(&bundle);
	assert_int_equal(files_in(&world->there), 6);
}

/* Another program that prunes whenever something was read. */
struct pruner {
	struct progress progress;
	const struct store *store;
	size_t times;
};

static void prune(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct pruner *pruner = (struct pruner *)progress;
	struct store_pruning pruning = { .all = true };
	struct failure why;

	(void)step;
	(void)done;
	(void)total;
	assert_true(store_prune(pruner->store, &pruning, &why));
	assert_int_equal(pruning.removed, 0);
	pruner->times++;
}

static void pruning_beside_an_import_loses_nothing(void **state)
{
	struct world *world = *state;
	struct pruner pruner = { { .report = prune }, NULL, 0 };
	struct store_pruning pruning = { .all = true };
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	struct bundle bundle;
	struct store other;
	struct failure why;
	size_t count;
	size_t kept = 0;

	remember(&world->here, "https://a/1", "one");
	remember(&world->here, "https://a/2", "two");
	assert_true(write_to(&world->here, fd, &why));
	open_store(world, "there", &nobody_else, &other);
	pruner.store = &other;
	assert_true(read_from(&world->there, fd, &pruner.progress, &bundle, &why));
	assert_true(pruner.times > 2);
	prune(&pruner.progress, "", 0, 0);
	assert_true(bundle_remember(&bundle, &world->there,
	                            &(struct bundle_kept){ count_kept, &kept }, &count, &why));
	bundle_done(&bundle);
	store_done(&world->there);
	assert_true(stands_for(&other, "https://a/1", "one"));
	assert_true(stands_for(&other, "https://a/2", "two"));
	assert_true(store_prune(&other, &pruning, &why));
	assert_int_equal(pruning.removed, 2);
	store_done(&other);
}

static void equal_stores_give_equal_bytes(void **state)
{
	struct world *world = *state;
	AUTO_CLOSE int one = memfd_create("one", 0);
	AUTO_CLOSE int other = memfd_create("other", 0);
	struct failure why;
	char *bytes[2];
	off_t size;

	remember(&world->here, "https://a/1", "one");
	remember(&world->here, "https://a/2", "two");
	remember(&world->there, "https://a/2", "two");
	remember(&world->there, "https://a/1", "one");
	assert_true(write_to(&world->here, one, &why));
	assert_true(write_to(&world->there, other, &why));
	size = lseek(one, 0, SEEK_END);
	assert_int_equal(lseek(other, 0, SEEK_END), size);
	bytes[0] = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, one, 0);
	bytes[1] = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, other, 0);
	assert_memory_equal(bytes[0], bytes[1], (size_t)size);
	munmap(bytes[0], (size_t)size);
	munmap(bytes[1], (size_t)size);
}

static void a_damaged_object_fails_the_export(void **state)
{
	struct world *world = *state;
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	AUTO_FREE char *command = mem_printf("for f in $(find '%s/sha256' -type f); do chmod u+w "
	                                     "$f; printf ONE >$f; done",
	                                     world->here.path);
	struct failure why;

	remember(&world->here, "https://a/1", "one");
	assert_int_equal(system(command), 0);
	assert_false(write_to(&world->here, fd, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "cache verify"));
}

static void an_address_that_stands_for_something_keeps_it(void **state)
{
	struct world *world = *state;
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	struct failure why;

	remember(&world->here, "https://a/1", "theirs");
	remember(&world->there, "https://a/1", "mine");
	assert_true(write_to(&world->here, fd, &why));
	assert_int_equal(import(&world->there, fd), 1);
	assert_true(stands_for(&world->there, "https://a/1", "mine"));
}

static void an_address_whose_object_is_gone_gets_the_new_one(void **state)
{
	struct world *world = *state;
	const struct digest mine = put(&world->there, "mine");
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	struct failure why;

	remember(&world->here, "https://a/1", "theirs");
	assert_true(store_remember(&world->there, "https://a/1", &mine, &why));
	assert_true(lose_object(&world->there, &mine));
	assert_true(write_to(&world->here, fd, &why));
	assert_int_equal(import(&world->there, fd), 0);
	assert_true(stands_for(&world->there, "https://a/1", "theirs"));
}

/* Dies as from kill -9 when it is told for the nth time. */
struct deadly {
	struct progress progress;
	int left;
};

static void die_in_time(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct deadly *deadly = (struct deadly *)progress;

	(void)step;
	(void)done;
	(void)total;
	if (deadly->left-- == 0)
		raise(SIGKILL);
}

static bool survives(struct world *world, int fd, int reports)
{
	struct deadly deadly = { { .report = die_in_time }, reports };
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct bundle bundle;
		struct failure why;

		_exit(read_from(&world->there, fd, &deadly.progress, &bundle, &why) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return !WIFSIGNALED(status);
}

static void killed_at_any_moment_the_store_is_right(void **state)
{
	struct world *world = *state;
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	AUTO_FREE uint8_t *large = mem_zalloc(1, 1 << 20);
	struct failure why;
	int reports = 0;

	put(&world->here, "one");
	large[0] = 1;
	put_bytes(&world->here, (struct bytes){ large, 1 << 20 });
	assert_true(write_to(&world->here, fd, &why));
	for (bool survived = false; !survived; reports++) {
		AUTO_FREE struct store_entry *list = NULL;
		size_t count;

		survived = survives(world, fd, reports);
		assert_true(store_list(&world->there, &list, &count, &why));
		for (size_t i = 0; i < count; i++) {
			struct stored stored;

			assert_true(store_find(&world->there, &list[i].sha256, &stored, &why));
			assert_false(stored.was_damaged);
			stored_done(&stored);
			if (!survived)
				assert_true(lose_object(&world->there, &list[i].sha256));
		}
	}
	assert_true(reports > 5);
	part_clean(&world->there, false);
	assert_int_equal(files_in(&world->there), 2);
}

static void under_sudo_what_is_imported_is_the_callers(void **state)
{
	struct world *world = *state;
	const struct owner caller = { true, 12345, 12345 };
	AUTO_CLOSE int fd = memfd_create("x.tar", 0);
	AUTO_FREE char *home = mem_printf("%s/home", world->folder);
	AUTO_FREE char *others =
	        mem_printf("exit $(find '%s' ! -user 12345 -o ! -group 12345 | wc -l)", home);
	struct store store;
	struct failure why;

	if (geteuid() != 0) {
		print_message("SKIPPED: only root can work as another user\n");
		skip();
	}
	remember(&world->here, "https://a/1", "one");
	assert_true(write_to(&world->here, fd, &why));
	assert_int_equal(chmod(world->folder, 0755), 0);
	assert_int_equal(mkdir(home, 0700), 0);
	assert_int_equal(chown(home, caller.uid, caller.gid), 0);
	open_store(world, "home/cache", &caller, &store);
	import(&store, fd);
	assert_true(stands_for(&store, "https://a/1", "one"));
	assert_int_equal(WEXITSTATUS(system(others)), 0);
	store_done(&store);
}

#define WITH_STORES(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(WITH_STORES(what_goes_in_here_comes_out_there),
          WITH_STORES(pruning_beside_an_import_loses_nothing),
          WITH_STORES(equal_stores_give_equal_bytes),
          WITH_STORES(a_damaged_object_fails_the_export),
          WITH_STORES(an_address_that_stands_for_something_keeps_it),
          WITH_STORES(an_address_whose_object_is_gone_gets_the_new_one),
          WITH_STORES(killed_at_any_moment_the_store_is_right),
          WITH_STORES(under_sudo_what_is_imported_is_the_callers))
