#include "app/order/locked.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DATE = 16 };

bool locked_read(struct order *order, struct failure *why)
{
	const struct request_firmware *firmware = &order->request.firmware;
	const char *name = lock_file_path(firmware);
	const char *text = firmware->lock_text;

	if (order->request.target.output_dir)
		return fail(why, FAIL_CONFLICT,
		            "--locked and --output-dir cannot be used together");
	return text ? lock_parse(&order->lock, text, strlen(text), name, why)
	            : lock_read(&order->lock, name, why);
}

void locked_adopt(struct order *order)
{
	struct inputs *inputs = &order->inputs;

	for (size_t i = 0; i < inputs->count; i++) {
		struct provenance *provenance = &inputs->by_slot[i]->obtained.provenance;
		const struct slot *slot = inputs->by_slot[i]->slot;
		AUTO_FREE char *path = file_in(slot->directory, slot->name);
		const struct lock_file *file = lock_file_at(&order->lock, path);

		if (!file)
			continue;
		free(provenance->locked);
		free(provenance->locked_origin);
		free(provenance->locked_model);
		free(provenance->address);
		provenance->trust = TRUST_PINNED;
		provenance->locked = mem_strdup(file->vouched);
		provenance->locked_origin = mem_strdup(file->origin);
		provenance->locked_model = file->model ? mem_strdup(file->model) : NULL;
		provenance->address = file->address_count ? mem_strdup(file->addresses[0]) : NULL;
	}
}

static bool differs(const struct order *order, const char *what, const char *is, const char *locked,
                    struct failure *why)
{
	return fail(why, FAIL_VERIFY, "'%s' locks another %s: '%s', but this build has '%s'",
	            lock_file_path(&order->request.firmware), what, locked, is);
}

static bool file_agrees(const struct order *order, const struct manifest_file *file,
                        struct failure *why)
{
	const struct lock_file *locked = lock_file_at(&order->lock, file->path);
	char hex[DIGEST_HEX];

	digest_to_hex(&file->sha256, hex);
	if (!locked)
		return fail(why, FAIL_VERIFY, "'%s' does not lock a file '%s'",
		            lock_file_path(&order->request.firmware), file->path);
	return strcmp(locked->content, hex) == 0 ||
	       differs(order, file->path, hex, locked->content, why);
}

bool locked_agrees(const struct order *order, const struct manifest *manifest, struct failure *why)
{
	const struct lock *lock = &order->lock;

	if (strcmp(lock->recipe, manifest->recipe) != 0)
		return differs(order, "recipe", manifest->recipe, lock->recipe, why);
	if (strcmp(lock->layout, manifest->layout) != 0)
		return differs(order, "layout", manifest->layout, lock->layout, why);
	if (lock->file_count != manifest->file_count)
		return fail(why, FAIL_VERIFY, "'%s' locks %zu files, but this build has %zu",
		            lock_file_path(&order->request.firmware), lock->file_count,
		            manifest->file_count);
	for (size_t i = 0; i < manifest->file_count; i++) {
		if (!file_agrees(order, &manifest->files[i], why))
			return false;
	}
	return true;
}

/* The texts of one file that have no other owner. */
struct line {
	char sha256[DIGEST_HEX];
	char content[DIGEST_HEX];
	const char *address;
};

static struct lock_file line_of(const struct input *file, const struct manifest_file *promise,
                                const char *date, struct line *line)
{
	const struct provenance *provenance = &file->obtained.provenance;
	const struct digest *found =
	        file->archive.was_one ? &file->archive.sha256 : &file->firmware.sha256;

	digest_to_hex(found, line->sha256);
	digest_to_hex(&promise->sha256, line->content);
	line->address = provenance->address;
	return (struct lock_file){
		.path = promise->path,
		.name = file->firmware.name,
		.addresses = &line->address,
		.address_count = line->address ? 1 : 0,
		.size = file->archive.was_one ? file->archive.size : file->firmware.size,
		.sha256 = line->sha256,
		.content = line->content,
		.trust = trust_name(provenance_trust(provenance, &file->firmware)),
		.seen = date,
	};
}

json_t *locked_json(const struct order *order, const struct manifest *manifest)
{
	const size_t count = manifest->file_count;
	AUTO_FREE struct line *lines = mem_zalloc(count, sizeof(*lines));
	AUTO_FREE struct lock_file *files = mem_zalloc(count, sizeof(*files));
	const struct lock lock = { .program = manifest->program,
		                   .recipe = manifest->recipe,
		                   .layout = manifest->layout,
		                   .files = files,
		                   .file_count = count };
	const time_t now = time(NULL);
	struct tm day;
	char date[DATE];

	strftime(date, sizeof(date), "%Y-%m-%d", gmtime_r(&now, &day));
	for (size_t i = 0; i < count; i++) {
		files[i] = line_of(order->inputs.by_slot[i], &manifest->files[i], date, &lines[i]);
		files[i].vouched = manifest->files[i].vouched;
		files[i].origin = manifest->files[i].origin;
		files[i].model = manifest->files[i].model;
	}
	return lock_json(&lock);
}
