#include "app/sticks/contents.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS_A_FILE = 3 };

void contents_plan(struct contents *out, const struct inputs *inputs)
{
	*out = (struct contents){
		.planned = mem_zalloc(inputs->count, sizeof(*out->planned)),
		.listed = mem_zalloc(inputs->count, sizeof(*out->listed)),
		.texts = mem_zalloc(1 + TEXTS_A_FILE * inputs->count, sizeof(char *)),
	};
	for (size_t i = 0; i < inputs->count; i++) {
		const struct input *file = inputs->by_slot[i];

		out->planned[i] = (struct plan_file){
			.name = file->slot->name,
			.directory = file->slot->directory,
			.size = file->content.size,
			.fd = file->content.fd,
			.lease = file->content.changed ? NULL : &file->firmware.lease,
		};
	}
}

static char *keep(struct contents *contents, char *text)
{
	return contents->texts[contents->text_count++] = text;
}

/* A lock file keeps it, for a build without the key that it came from. */
static const char *origin_of(const struct input *file)
{
	if (file->obtained.provenance.locked_origin)
		return file->obtained.provenance.locked_origin;
	return origin_name(file->firmware.findings.origin);
}

static struct manifest_file promise_of(struct contents *contents, const struct input *file)
{
	const struct slot *slot = file->slot;
	struct manifest_file out = {
		.path = keep(contents, file_in(slot->directory, slot->name)),
		.size = file->content.size,
		.sha256 = *input_sha256(file),
		.origin = origin_of(file),
		.address = keep(contents, input_address(file)),
		.vouched = keep(contents, input_authenticated_by(file)),
		.model = input_model(file),
	};

	if (slot->only_candidate)
		out.only = slot->candidate_suffix ? slot->candidate_suffix : "";
	return out;
}

void contents_promise(struct contents *contents, const struct inputs *inputs,
                      const struct layout *layout)
{
	const struct recipe *recipe = inputs->recipe;

	for (size_t i = 0; i < inputs->count; i++)
		contents->listed[i] = promise_of(contents, inputs->by_slot[i]);
	contents->manifest = (struct manifest){
		.program = "mkrescue-usb " MKRESCUE_VERSION,
		.recipe = keep(contents, mem_printf("%s/%s", recipe->vendor, recipe->model)),
		.layout = layout->name,
		.files = contents->listed,
		.file_count = inputs->count,
	};
}

void contents_done(struct contents *contents)
{
	for (size_t i = 0; i < contents->text_count; i++)
		free(contents->texts[i]);
	free(contents->texts);
	free(contents->listed);
	free(contents->planned);
	*contents = (struct contents){ 0 };
}
