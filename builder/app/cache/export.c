#include "app/cache/export.h"

#include "app/cache/export_files.h"
#include "app/cache/permitted.h"
#include "app/knowledge/knowledge.h"
#include "app/sources/openwrt_source.h"
#include "base/files/newfile.h"

#include <unistd.h>

/* Who exports what to where. */
struct export
{
	const struct store *store;
	const char *path;
	const struct request *request;
	struct ui *ui;
};

static bool may_pass_on(const struct export *export, const struct catalog *catalog,
                        const struct bundle_object *object)
{
	for (size_t i = 0; i < object->address_count; i++) {
		if (permitted_address(catalog, openwrt_source_mirror(&export->request->firmware),
		                      object->addresses[i]))
			return true;
	}
	return false;
}

/* The number of warnings. */
static size_t warn(const struct export *export, const struct catalog *catalog,
                   const struct bundle *bundle)
{
	size_t count = 0;

	for (size_t i = 0; i < bundle->object_count; i++) {
		const struct bundle_object *object = &bundle->objects[i];
		char hex[DIGEST_HEX];

		if (may_pass_on(export, catalog, object))
			continue;
		digest_to_hex(&object->sha256, hex);
		ui_warning(export->ui,
		           "no permission to redistribute '%s' is known; ask its author before you "
		           "give the export to others",
		           object->address_count ? object->addresses[0] : hex);
		count++;
	}
	return count;
}

/* For sudo it is the calling user's, where the file system knows users. */
static void give_to_owner(const struct newfile *file, const struct owner *owner)
{
	if (owner->differs && fchown(file->fd, owner->uid, owner->gid) == -1)
		return;
}

static bool put(const struct export *export, struct newfile *file, struct bundle *bundle,
                struct failure *why)
{
	const struct bundle_work writing = {
		.store = export->store,
		.fd = file->fd,
		.name = export->path,
		.progress = &export->ui->progress,
	};

	give_to_owner(file, &export->store->owner);
	return bundle_write(&writing, bundle, "mkrescue-usb " MKRESCUE_VERSION, &file->size, why) &&
	       newfile_publish(file, why);
}

static bool make(const struct export *export, const struct knowledge *knowledge,
                 struct bundle *bundle, struct exported *out, struct failure *why)
{
	struct newfile file = { 0 };
	bool good = catalogue_add(bundle, knowledge->data, &knowledge->search_path, why) &&
	            newfile_begin(&file, export->path, export->request->target.replace, why) &&
	            put(export, &file, bundle, why);

	if (good)
		*out = (struct exported){
			.size = file.size,
			.objects = bundle->object_count,
			.catalogue_files = bundle->file_count,
			.not_known_to_be_free = warn(export, &knowledge->catalog, bundle),
		};
	newfile_done(&file);
	return good;
}

bool cache_export(const struct store *store, const char *path, const struct request *request,
                  struct ui *ui, struct exported *out, struct failure *why)
{
	const struct export export = { store, path, request, ui };
	struct knowledge knowledge = { 0 };
	struct bundle bundle = { 0 };
	bool good = newfile_check(path, request->target.replace, why) &&
	            knowledge_load(&knowledge, request, why) &&
	            bundle_of_store(store, &bundle, why) &&
	            make(&export, &knowledge, &bundle, out, why);

	knowledge_warn(&knowledge, ui);
	bundle_done(&bundle);
	knowledge_done(&knowledge);
	return good;
}
