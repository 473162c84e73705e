/* The given files, from their paths until they are given back. */
#include "app/order/inputs.h"
#include "app/sources/catalog_source.h"
#include "app/sources/openwrt_source.h"
#include "app/sources/remote.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool is_file(const struct order_file *file)
{
	return !remote_is(file->path) || access(file->path, F_OK) == 0;
}

/* A name with '=' in it is a file where there is one, or an address, else NAME=FILE. */
static const char *split(struct order_files *files, size_t index, const char *path)
{
	const bool is_whole = remote_is(path) || access(path, F_OK) == 0;
	const char *equals = is_whole ? NULL : strchr(path, '=');

	if (!equals)
		return path;
	files->names[index] = mem_printf("%.*s", (int)(equals - path), path);
	files->given[index].for_name = files->names[index];
	return equals + 1;
}

static void take_all(void *context)
{
	struct order_files *files = context;

	files->all_taken = true;
	for (size_t i = 0; files->all_taken && i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		if (is_file(file))
			files->all_taken = firmware_take(&file->taken, file->path, &files->untaken);
	}
}

void files_start(struct order_files *out, const char *const *words, size_t count)
{
	*out = (struct order_files){
		.given = mem_zalloc(count + 1, sizeof(*out->given)),
		.given_count = count,
		.wanted = mem_zalloc(count + 1, sizeof(struct order_file *)),
		.names = mem_zalloc(count + 1, sizeof(char *)),
		.name_count = count,
	};
	for (size_t i = 0; i < count; i++) {
		out->given[i].path = split(out, i, words[i]);
		out->given[i].taken.fd = -1;
		out->given[i].provenance.trust = TRUST_NONE;
	}
	job_start(&out->taking, take_all, out);
}

bool files_add_digests(struct order_files *files, const struct strings *digests,
                       struct failure *why)
{
	for (size_t i = 0; i < digests->count; i++) {
		struct digest sha256;

		if (!remote_digest(digests->items[i], &sha256, why))
			return false;
		if (i >= files->given_count && i > 0)
			return fail(why, FAIL_USAGE, "there are more --sha256 than --firmware");
		if (i < files->given_count) {
			files->given[i].provenance.has_sha256 = true;
			files->given[i].provenance.sha256 = sha256;
			files->given[i].provenance.trust = TRUST_USER_SUM;
			continue;
		}
		files->has_sha256 = true;
		files->sha256 = sha256;
	}
	return true;
}

bool files_want_network(const struct order_files *files)
{
	for (size_t i = 0; i < files->given_count; i++) {
		if (!is_file(&files->given[i]))
			return true;
	}
	return !files->given_count;
}

bool files_want_recipe(const struct order_files *files)
{
	for (size_t i = 0; i < files->given_count; i++) {
		if (openwrtsource_is(files->given[i].path) && !is_file(&files->given[i]))
			return true;
	}
	return !files->given_count;
}

/* The files that were brought are waited for before anything is fetched. */
static bool wait_for_files(struct order_files *files, struct failure *why)
{
	job_wait(&files->taking);
	if (!files->all_taken)
		*why = files->untaken;
	return files->all_taken;
}

/* Where a word says which place its file is for, or there is only one. */
static const struct wanted_file *place_of(const struct order_file *file,
                                          const struct recipe *recipe)
{
	if (recipe && recipe->file_count == 1)
		return &recipe->files[0];
	for (size_t i = 0; recipe && file->for_name && i < recipe->file_count; i++) {
		if (recipe->files[i].name && strcasecmp(recipe->files[i].name, file->for_name) == 0)
			return &recipe->files[i];
	}
	return NULL;
}

static bool fetch_word(const struct order_file *file, struct supply *supply,
                       const struct recipe *recipe, struct sourced *out, struct failure *why)
{
	const struct source_word word = {
		.text = file->path,
		.sha256 = file->provenance.has_sha256 ? &file->provenance.sha256 : NULL,
		.recipe = recipe,
		.wanted = place_of(file, recipe),
	};

	return remote_fetch(supply, &word, out, why);
}

static bool fetch_all(const struct order_files *files, struct supply *supply,
                      const struct recipe *recipe, const struct lock *lock, struct sourced *out,
                      struct failure *why)
{
	if (!files->given_count && lock)
		return lock_fetch(lock, supply, recipe, out, why);
	if (!files->given_count)
		return catalog_source_fetch(supply, recipe,
		                            files->has_sha256 ? &files->sha256 : NULL, out, why);
	for (size_t i = 0; i < files->given_count; i++) {
		if (!is_file(&files->given[i]) &&
		    !fetch_word(&files->given[i], supply, recipe, out, why))
			return false;
	}
	return true;
}

static bool take_fetched(struct order_file *out, const struct supply *supply,
                         struct sourced_file *file, struct failure *why)
{
	struct supplied *supplied = &file->supplied;

	*out = (struct order_file){ .wanted = file->wanted };
	out->called = TAKE(supplied->name);
	out->provenance = supplied->provenance;
	supplied->provenance = (struct provenance){ 0 };
	out->path = out->provenance.address;
	return supply_take(supply, &supplied->object, out->called, &out->cached, &out->taken, why);
}

/* The brought ones stay, in their order; the fetched ones follow. */
static bool merge(struct order_files *files, const struct supply *supply, struct sourced *sourced,
                  struct failure *why)
{
	const size_t most = files->given_count + sourced->count;
	struct order_file *before = files->given;
	const size_t before_count = files->given_count;
	bool good = true;

	files->given = mem_zalloc(most + 1, sizeof(*files->given));
	free(files->wanted);
	files->wanted = mem_zalloc(most + 1, sizeof(struct order_file *));
	files->given_count = 0;
	for (size_t i = 0; i < before_count; i++) {
		if (is_file(&before[i]))
			files->given[files->given_count++] = before[i];
	}
	free(before);
	for (size_t i = 0; good && i < sourced->count; i++)
		good = take_fetched(&files->given[files->given_count++], supply, &sourced->files[i],
		                    why);
	return good;
}

bool files_fetch(struct order_files *files, struct supply *supply, const struct recipe *recipe,
                 const struct lock *lock, struct failure *why)
{
	struct sourced sourced = { 0 };
	bool good = wait_for_files(files, why) &&
	            fetch_all(files, supply, recipe, lock, &sourced, why) &&
	            merge(files, supply, &sourced, why);

	sourced_done(&sourced);
	return good;
}

bool files_open(struct order_files *files, const struct knowledge *knowledge,
                const struct request *request, struct failure *why)
{
	files->knowledge = knowledge;
	files->request = request;
	if (!wait_for_files(files, why))
		return false;
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		firmware_open_content(&file->firmware, &file->taken, &knowledge->keys);
		file->taken.fd = -1;
	}
	return true;
}

void files_release(struct order_files *files)
{
	for (size_t i = 0; i < files->given_count; i++)
		firmware_release(&files->given[i].firmware);
}

void files_done(struct order_files *files)
{
	job_wait(&files->taking);
	for (size_t i = 0; i < files->given_count; i++) {
		mem_auto_close(&files->given[i].taken.fd);
		transformed_done(&files->given[i].content);
		firmware_done(&files->given[i].firmware);
		provenance_done(&files->given[i].provenance);
		free(files->given[i].cached);
		free(files->given[i].called);
	}
	for (size_t i = 0; i < files->name_count; i++)
		free(files->names[i]);
	free(files->names);
	free(files->wanted);
	free(files->given);
	*files = (struct order_files){ 0 };
}
