/* A vendor file of a stranger: read, bound and checked, then asked for every recipe. */
#include "catalog/vendorfile.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vendor_file file;
	struct failure why;

	if (!vendorfile_read_text(&file, (const char *)data, size, "fuzz", &why))
		return 0;
	for (size_t i = 0; i < file.model_count; i++) {
		struct recipe recipe = vendorfile_recipe(&file, i);

		if (!recipe.vendor || !recipe.source_count)
			__builtin_trap();
	}
	vendorfile_done(&file);
	return 0;
}
