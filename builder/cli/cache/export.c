#include "cli/cache/actions.h"

#include "base/newfile.h"
#include "base/text.h"
#include "cli/cache/catalogue.h"
#include "cli/cache/permitted.h"
#include "cli/knowledge.h"
#include "cli/supply/openwrtsource.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static bool may_pass_on(const struct cache_work *work, const struct catalog *catalog,
                        const struct bundle_object *object)
{
	for (size_t i = 0; i < object->address_count; i++) {
		if (permitted_address(catalog, openwrtsource_mirror(work->options),
		                      object->addresses[i]))
			return true;
	}
	return false;
}

/* The number of warnings. */
static size_t warn(const struct cache_work *work, const struct catalog *catalog,
                   const struct bundle *bundle)
{
	size_t count = 0;

	for (size_t i = 0; i < bundle->object_count; i++) {
		const struct bundle_object *object = &bundle->objects[i];
		char hex[DIGEST_HEX];

		if (may_pass_on(work, catalog, object))
			continue;
		digest_to_hex(&object->sha256, hex);
		report_warning(work->report,
		               "nothing is known that permits passing on '%s': ask who made it "
		               "before you give the export to others",
		               object->address_count ? object->addresses[0] : hex);
		count++;
	}
	return count;
}

static void tell(const struct cache_work *work, const struct bundle *bundle, uint64_t size,
                 size_t warnings)
{
	char text[TEXT_SIZE];

	report_end_line(work->report);
	report_event(work->report, "result",
	             json_pack("{s:o, s:I, s:I, s:I, s:I}", "file", report_json(work->file), "size",
	                       (json_int_t)size, "objects", (json_int_t)bundle->object_count,
	                       "catalogue_files", (json_int_t)bundle->file_count,
	                       "not_known_to_be_free", (json_int_t)warnings));
	if (work->options->json)
		return;
	text_size(text, size);
	printf("Exported %zu object%s and the catalogue: %s.\n", bundle->object_count,
	       bundle->object_count == 1 ? "" : "s", text);
	report_note(work->report, "On the other computer: mkrescue-usb cache import FILE");
}

/* For sudo it is the calling user's, where the file system knows users. */
static void give_to_owner(const struct newfile *file, const struct owner *owner)
{
	if (owner->differs && fchown(file->fd, owner->uid, owner->gid) == -1)
		return;
}

static bool put(const struct cache_work *work, struct newfile *file, struct bundle *bundle,
                struct failure *why)
{
	const struct bundle_work writing = {
		.store = &work->store,
		.fd = file->fd,
		.name = work->file,
		.progress = &work->report->progress,
	};

	give_to_owner(file, &work->store.owner);
	return bundle_write(&writing, bundle, "mkrescue-usb " MKRESCUE_VERSION, &file->size, why) &&
	       newfile_publish(file, why);
}

static bool make(const struct cache_work *work, const struct knowledge *knowledge,
                 struct bundle *bundle, struct failure *why)
{
	struct newfile file = { 0 };
	bool good;

	good = catalogue_add(bundle, knowledge->data, &knowledge->places, why) &&
	       newfile_begin(&file, work->file, work->options->force, why) &&
	       put(work, &file, bundle, why);
	if (good)
		tell(work, bundle, file.size, warn(work, &knowledge->catalog, bundle));
	newfile_done(&file);
	return good;
}

bool cache_export(const struct cache_work *work, struct failure *why)
{
	struct knowledge knowledge = { 0 };
	struct bundle bundle = { 0 };
	bool good = newfile_check(work->file, work->options->force, why) &&
	            knowledge_load(&knowledge, work->options, why) &&
	            bundle_of_store(&work->store, &bundle, why) &&
	            make(work, &knowledge, &bundle, why);

	report_warnings(work->report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	bundle_done(&bundle);
	knowledge_done(&knowledge);
	return good;
}
