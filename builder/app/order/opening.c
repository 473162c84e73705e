/* The given inputs, from their paths until they are given back. */
#include "app/order/inputs.h"
#include "app/sources/catalog_source.h"
#include "app/sources/remote.h"
#include "base/libraries/crypto_library.h"
#include "base/mem.h"
#include "base/wait.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool is_file(const struct input *file)
{
	return !remote_is(file->typed.word) || access(file->typed.word, F_OK) == 0;
}

/* A name with '=' in it is a file where there is one, or an address, else NAME=FILE. */
static const char *split(struct inputs *inputs, size_t index, const char *path)
{
	const bool is_whole = remote_is(path) || access(path, F_OK) == 0;
	const char *equals = is_whole ? NULL : strchr(path, '=');

	if (!equals)
		return path;
	inputs->names[index] = mem_printf("%.*s", (int)(equals - path), path);
	inputs->items[index].typed.slot_name = inputs->names[index];
	return equals + 1;
}

static bool take(struct inputs *inputs, struct input *file)
{
	struct firmware_content *out = &file->obtained.content;
	struct following_hash *hash = TAKE(file->obtained.hash);
	const char *path = file->typed.word;

	return inputs->is_quick ? firmware_lease(out, path, hash, &inputs->untaken)
	                        : firmware_take(out, path, hash, &inputs->untaken);
}

static void begin_digests(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (is_file(&inputs->items[i]))
			inputs->items[i].obtained.hash = following_hash_begin();
	}
}

static void take_all(void *context)
{
	struct inputs *inputs = context;

	inputs->all_taken = crypto_library_load(&inputs->untaken);
	if (inputs->all_taken)
		begin_digests(inputs);
	sem_post(&inputs->digests);
	for (size_t i = 0; inputs->all_taken && i < inputs->count; i++) {
		struct input *file = &inputs->items[i];

		if (is_file(file))
			inputs->all_taken = take(inputs, file);
	}
}

void inputs_start(struct inputs *out, const char *const *words, size_t count, bool is_quick)
{
	*out = (struct inputs){
		.items = mem_zalloc(count + 1, sizeof(*out->items)),
		.count = count,
		.by_slot = mem_zalloc(count + 1, sizeof(struct input *)),
		.names = mem_zalloc(count + 1, sizeof(char *)),
		.name_count = count,
		.is_quick = is_quick,
	};
	for (size_t i = 0; i < count; i++) {
		out->items[i].typed.word = split(out, i, words[i]);
		out->items[i].obtained.content.fd = -1;
		out->items[i].obtained.provenance.trust = TRUST_NONE;
	}
	sem_init(&out->digests, 0, 0);
	job_start(&out->taking, take_all, out);
}

void inputs_await_digests(struct inputs *inputs)
{
	wait_posted(&inputs->digests);
	sem_post(&inputs->digests); /* for who asks again */
}

bool inputs_add_digests(struct inputs *inputs, const struct strings *digests, struct failure *why)
{
	for (size_t i = 0; i < digests->count; i++) {
		struct digest sha256;

		if (!remote_digest(digests->items[i], &sha256, why))
			return false;
		if (i >= inputs->count && i > 0)
			return fail(why, FAIL_USAGE, "there are more --sha256 than --firmware");
		if (i < inputs->count) {
			inputs->items[i].obtained.provenance.has_sha256 = true;
			inputs->items[i].obtained.provenance.sha256 = sha256;
			inputs->items[i].obtained.provenance.trust = TRUST_USER_SUM;
			continue;
		}
		inputs->has_sha256 = true;
		inputs->sha256 = sha256;
	}
	return true;
}

bool inputs_need_network(const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (!is_file(&inputs->items[i]))
			return true;
	}
	return !inputs->count;
}

bool inputs_need_recipe(const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (remote_needs_recipe(inputs->items[i].typed.word) && !is_file(&inputs->items[i]))
			return true;
	}
	return !inputs->count;
}

/* The files that were brought are waited for before anything is fetched. */
static bool wait_for_files(struct inputs *inputs, struct failure *why)
{
	job_wait(&inputs->taking);
	if (!inputs->all_taken)
		*why = inputs->untaken;
	return inputs->all_taken;
}

/* Where a word says which place its file is for, or there is only one. */
static const struct slot *slot_of(const struct input *file, const struct recipe *recipe)
{
	if (recipe && recipe->file_count == 1)
		return &recipe->files[0];
	for (size_t i = 0; recipe && file->typed.slot_name && i < recipe->file_count; i++) {
		if (recipe->files[i].name &&
		    strcasecmp(recipe->files[i].name, file->typed.slot_name) == 0)
			return &recipe->files[i];
	}
	return NULL;
}

static bool fetch_word(const struct input *file, struct supply *supply, const struct recipe *recipe,
                       struct supplies *out, struct failure *why)
{
	const struct source_word word = {
		.text = file->typed.word,
		.sha256 = file->obtained.provenance.has_sha256 ? &file->obtained.provenance.sha256
		                                               : NULL,
		.recipe = recipe,
		.slot = slot_of(file, recipe),
	};

	return remote_fetch(supply, &word, out, why);
}

static bool fetch_all(const struct inputs *inputs, struct supply *supply,
                      const struct recipe *recipe, const struct lock *lock, struct supplies *out,
                      struct failure *why)
{
	if (!inputs->count && lock)
		return lock_fetch(lock, supply, recipe, out, why);
	if (!inputs->count)
		return catalog_source_fetch(supply, recipe,
		                            inputs->has_sha256 ? &inputs->sha256 : NULL, out, why);
	for (size_t i = 0; i < inputs->count; i++) {
		if (!is_file(&inputs->items[i]) &&
		    !fetch_word(&inputs->items[i], supply, recipe, out, why))
			return false;
	}
	return true;
}

static bool take_fetched(struct input *out, const struct supply *supply, struct supply_file *file,
                         struct failure *why)
{
	struct supplied *supplied = &file->supplied;

	*out = (struct input){ .slot = file->slot };
	out->obtained.name = TAKE(supplied->name);
	out->obtained.provenance = supplied->provenance;
	supplied->provenance = (struct provenance){ 0 };
	out->typed.word = out->obtained.provenance.address;
	return supply_take(supply, &supplied->object, out->obtained.name, &out->obtained.cached,
	                   &out->obtained.content, why);
}

/* The brought ones stay, in their order; the fetched ones follow. */
static bool merge(struct inputs *inputs, const struct supply *supply, struct supplies *supplies,
                  struct failure *why)
{
	const size_t most = inputs->count + supplies->count;
	struct input *before = inputs->items;
	const size_t before_count = inputs->count;
	bool good = true;

	inputs->items = mem_zalloc(most + 1, sizeof(*inputs->items));
	free(inputs->by_slot);
	inputs->by_slot = mem_zalloc(most + 1, sizeof(struct input *));
	inputs->count = 0;
	for (size_t i = 0; i < before_count; i++) {
		if (is_file(&before[i]))
			inputs->items[inputs->count++] = before[i];
	}
	free(before);
	for (size_t i = 0; good && i < supplies->count; i++)
		good = take_fetched(&inputs->items[inputs->count++], supply, &supplies->files[i],
		                    why);
	return good;
}

bool inputs_fetch(struct inputs *inputs, struct supply *supply, const struct recipe *recipe,
                  const struct lock *lock, struct failure *why)
{
	struct supplies supplies = { 0 };
	bool good = wait_for_files(inputs, why) &&
	            fetch_all(inputs, supply, recipe, lock, &supplies, why) &&
	            merge(inputs, supply, &supplies, why);

	supplies_done(&supplies);
	return good;
}

bool inputs_open(struct inputs *inputs, const struct knowledge *knowledge,
                 const struct request *request, struct failure *why)
{
	inputs->knowledge = knowledge;
	inputs->request = request;
	if (!wait_for_files(inputs, why))
		return false;
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *file = &inputs->items[i];

		firmware_open_content(&file->firmware, &file->obtained.content, &knowledge->keys);
		file->obtained.content = (struct firmware_content){ .fd = -1 };
	}
	return true;
}

bool inputs_are_unchanged(const struct inputs *inputs, struct failure *why)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (!firmware_is_unchanged(&inputs->items[i].firmware, why))
			return false;
	}
	return true;
}

void inputs_free_memory(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		firmware_free_memory(&inputs->items[i].firmware);
}

void inputs_done(struct inputs *inputs)
{
	if (!inputs->items)
		return;
	job_wait(&inputs->taking);
	sem_destroy(&inputs->digests);
	for (size_t i = 0; i < inputs->count; i++) {
		following_hash_done(inputs->items[i].obtained.hash);
		firmware_content_done(&inputs->items[i].obtained.content);
		transformed_done(&inputs->items[i].content);
		firmware_done(&inputs->items[i].firmware);
		provenance_done(&inputs->items[i].obtained.provenance);
		free(inputs->items[i].obtained.cached);
		free(inputs->items[i].obtained.name);
	}
	for (size_t i = 0; i < inputs->name_count; i++)
		free(inputs->names[i]);
	free(inputs->names);
	free(inputs->by_slot);
	free(inputs->items);
	*inputs = (struct inputs){ 0 };
}
