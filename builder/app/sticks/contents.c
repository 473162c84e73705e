#include "app/sticks/contents.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS_A_FILE = 3 };

void contents_plan(struct contents *out, const struct order_files *files)
{
	*out = (struct contents){
		.planned = mem_zalloc(files->given_count, sizeof(*out->planned)),
		.listed = mem_zalloc(files->given_count, sizeof(*out->listed)),
		.texts = mem_zalloc(1 + TEXTS_A_FILE * files->given_count, sizeof(char *)),
	};
	for (size_t i = 0; i < files->given_count; i++) {
		const struct order_file *file = files->wanted[i];

		out->planned[i] = (struct plan_file){
			.name = file->wanted->name,
			.directory = file->wanted->directory,
			.size = file->content.size,
			.fd = file->content.fd,
		};
	}
}

static char *keep(struct contents *contents, char *text)
{
	return contents->texts[contents->text_count++] = text;
}

/* A lock file keeps it, for whoever builds without the key that told it. */
static const char *origin_of(const struct order_file *file)
{
	if (file->provenance.locked_origin)
		return file->provenance.locked_origin;
	return origin_name(file->firmware.findings.origin);
}

static struct manifest_file promise_of(struct contents *contents, const struct order_file *file)
{
	const struct wanted_file *wanted = file->wanted;
	struct manifest_file out = {
		.path = keep(contents, file_in(wanted->directory, wanted->name)),
		.size = file->content.size,
		.sha256 = *files_sha256(file),
		.origin = origin_of(file),
		.address = keep(contents, files_address(file)),
		.vouched = keep(contents, files_vouched(file)),
		.model = files_model(file),
	};

	if (wanted->only_candidate)
		out.only = wanted->candidate_suffix ? wanted->candidate_suffix : "";
	return out;
}

void contents_promise(struct contents *contents, const struct order_files *files,
                      const struct layout *layout)
{
	const struct recipe *recipe = files->recipe;

	for (size_t i = 0; i < files->given_count; i++)
		contents->listed[i] = promise_of(contents, files->wanted[i]);
	contents->manifest = (struct manifest){
		.program = "mkrescue-usb " MKRESCUE_VERSION,
		.recipe = keep(contents, mem_printf("%s/%s", recipe->vendor, recipe->model)),
		.layout = layout->name,
		.files = contents->listed,
		.file_count = files->given_count,
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
