#include "fetch/bundle/bundle.h"

#include "base/mem.h"
#include "fetch/bundle/list.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void add_addresses(struct bundle_object *object, const struct store_notes *notes)
{
	size_t count;
	const struct store_note *note = store_notes_of(notes, &object->sha256, &count);

	object->addresses = mem_zalloc(count + 1, sizeof(*object->addresses));
	for (size_t i = 0; i < count; i++) {
		if (bundlelist_is_address(note[i].name))
			object->addresses[object->address_count++] = note[i].name;
	}
}

bool bundle_of_store(const struct store *store, struct bundle *out, struct failure *why)
{
	AUTO_FREE struct store_entry *list = NULL;
	size_t count;

	*out = (struct bundle){ 0 };
	if (!store_notes(store, &out->notes, why) || !store_list(store, &list, &count, why)) {
		bundle_done(out);
		return false;
	}
	out->objects = mem_zalloc(count + 1, sizeof(*out->objects));
	for (; out->object_count < count; out->object_count++) {
		struct bundle_object *object = &out->objects[out->object_count];

		object->sha256 = list[out->object_count].sha256;
		object->size = list[out->object_count].size;
		add_addresses(object, &out->notes);
	}
	return true;
}

void bundle_add_file(struct bundle *bundle, const char *path, uint8_t *data, uint64_t size)
{
	bundle->files = mem_grow(bundle->files, bundle->file_count, sizeof(*bundle->files));
	bundle->files[bundle->file_count++] = (struct bundle_file){
		.path = mem_strdup(path),
		.sha256 = digest_of(DIGEST_SHA256, (struct bytes){ data, size }),
		.size = size,
		.data = data,
	};
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct bundle_file *)a)->path, ((const struct bundle_file *)b)->path);
}

void bundle_sort_files(struct bundle *bundle)
{
	if (bundle->file_count)
		qsort(bundle->files, bundle->file_count, sizeof(*bundle->files), by_path);
}

/* Whether the address is noted for another object in the store. */
static bool stands_for_another(const struct store *store, const char *address,
                               const struct digest *sha256)
{
	struct failure no_matter; /* what cannot be opened cannot be had */
	struct stored other;
	struct digest known;
	bool is_there;

	if ((!store_recall(store, address, &known) &&
	     !store_recall_imported(store, address, &known)) ||
	    digest_equal(&known, sha256) || !store_peek(store, &known, &other, &no_matter))
		return false;
	is_there = other.fd != -1;
	stored_done(&other);
	return is_there;
}

static bool remember_object(const struct bundle_object *object, const struct store *store,
                            const struct bundle_kept *kept, size_t *count, struct failure *why)
{
	for (size_t i = 0; i < object->address_count; i++) {
		if (stands_for_another(store, object->addresses[i], &object->sha256)) {
			kept->report(kept->context, object->addresses[i]);
			continue;
		}
		if (!store_remember_imported(store, object->addresses[i], &object->sha256, why))
			return false;
		(*count)++;
	}
	return true;
}

bool bundle_remember(const struct bundle *bundle, const struct store *store,
                     const struct bundle_kept *kept, size_t *count, struct failure *why)
{
	*count = 0;
	for (size_t i = 0; i < bundle->object_count; i++) {
		if (!remember_object(&bundle->objects[i], store, kept, count, why))
			return false;
	}
	return true;
}
