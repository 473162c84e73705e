/* A store of its own for every test. */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include "fetch/part.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* Nobody else works on it. */
static const struct part_wait no_wait = { 0 };

struct world {
	char folder[64];
	struct store store;
};

static inline void open_store(struct world *world)
{
	AUTO_FREE char *path = mem_printf("%s/a/b", world->folder);
	const struct owner nobody_else = { 0 };
	struct failure why;

	assert_true(store_open(path, &nobody_else, &world->store, &why));
}

static inline int begin(void **state)
{
	struct world *world = mem_zalloc(1, sizeof(*world));

	snprintf(world->folder, sizeof(world->folder), "/tmp/fetch-store-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	open_store(world);
	*state = world;
	return 0;
}

static inline int end(void **state)
{
	struct world *world = *state;
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", world->folder);

	store_done(&world->store);
	assert_int_equal(system(command), 0);
	free(world);
	return 0;
}

static inline struct digest digest_of_text(const char *text)
{
	return digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)text, strlen(text) });
}

static inline void put(struct world *world, const char *name, const char *text)
{
	const struct part_expected wanted = { .what = "a file" };
	struct stored stored;
	struct failure why;
	struct part part;

	assert_true(part_begin(&world->store, name, &no_wait, &part, &why));
	assert_true(part_add(&part, text, strlen(text), &why));
	assert_true(part_finish(&part, &wanted, &stored, &why));
	stored_done(&stored);
	part_done(&part);
}

static inline struct stored find(struct world *world, const char *text)
{
	const struct digest sha256 = digest_of_text(text);
	struct stored stored;
	struct failure why;

	assert_true(store_find(&world->store, &sha256, &stored, &why));
	return stored;
}

static inline bool is_stored(struct world *world, const char *text)
{
	struct stored stored = find(world, text);
	bool is_there = stored.fd != -1;

	stored_done(&stored);
	return is_there;
}

static inline size_t files_in(struct world *world, const char *folder)
{
	AUTO_FREE char *command =
	        mem_printf("exit $(find '%s/a/b/%s' -type f | wc -l)", world->folder, folder);

	return (size_t)WEXITSTATUS(system(command));
}

static inline char *path_of(struct world *world, const char *text)
{
	const struct digest sha256 = digest_of_text(text);
	char hex[DIGEST_HEX];

	digest_to_hex(&sha256, hex);
	return mem_printf("%s/a/b/sha256/%.2s/%s", world->folder, hex, hex);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
