/* A stranger's vendor file: what is accepted is whole, and the rest can be told about. */
#include "catalog/review/reviewfile.h"

#include "base/mem.h"
#include "catalog/vendorfile/vendorfile.h"
#include "guide/network.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct json_problems *problems, const char *pointer, const char *problem)
{
	(void)problems;
	if (!pointer || !problem[0])
		__builtin_trap();
}

static bool knows_format(const char *id)
{
	return id[0] == 'u';
}

static const char *wrong_code(const char *format, const char *code)
{
	(void)format;
	return strcmp(code, "not a code") == 0 ? "a number" : NULL;
}

static bool takes_key(void *context, const struct vendor_key *key, struct failure *why)
{
	(void)context;
	(void)key;
	(void)why;
	return true;
}

/* A file without problems gives recipes that lack nothing. */
static void look(const struct vendor_file *file)
{
	for (size_t i = 0; i < file->model_count; i++) {
		struct recipe recipe = file->recipes[i];

		if (!recipe.vendor || !recipe.title || !recipe.label || !recipe.source_count ||
		    !method_name(recipe.method) || !confidence_name(recipe.confidence))
			__builtin_trap();
		free(network_pc_words(&recipe.network));
		free(network_device_words(&recipe.network));
	}
}

/* What is read in one pass is the same as what its document says, and without a problem. */
static void compare_quick(const struct vendor_file *slow, bool has_problem, const uint8_t *data,
                          size_t size)
{
	AUTO_FREE char *text = mem_zalloc(size + 1, 1);
	struct vendor_file quick;
	json_t *first;
	json_t *second;

	memcpy(text, data, size);
	if (strlen(text) != size || !vendorfile_read_text(&quick, text))
		return;
	first = json_from(&vendor_shape, &quick);
	second = json_from(&vendor_shape, slow);
	if (has_problem || !json_equal(first, second))
		__builtin_trap();
	json_decref(first);
	json_decref(second);
	vendorfile_done(&quick);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct layout layout = { .name = "fat32-mbr", .fat_bits = 32 };
	const struct review_request request = {
		.layouts = &layout,
		.layout_count = 1,
		.knows_format = knows_format,
		.wrong_code = wrong_code,
		.takes_key = takes_key,
	};
	struct json_problems problems = { ignore, 0 };
	struct vendor_file file;
	struct failure why;

	if (!vendorfile_examine_text(&file, (const char *)data, size, &problems, &why))
		return 0;
	if (!problems.count)
		look(&file);
	compare_quick(&file, problems.count > 0, data, size);
	reviewfile(&request, &file, "fuzz.json", &problems);
	vendorfile_done(&file);
	return 0;
}
