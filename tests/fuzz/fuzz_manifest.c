/*
 * The input is the text of a manifest; what is read must be what a manifest may say,
 * and written again it must be readable again. The last line with its checksum is
 * not checked in this build: no fuzzer guesses one.
 */
#include "stick/image/manifest.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct manifest *manifest)
{
	AUTO_FREE uint8_t *area = mem_zalloc(1, MANIFEST_SIZE);
	struct manifest again;
	struct failure why;

	if (!manifest_write(manifest, area, &why))
		return;
	if (!manifest_read(area, &again, &why) || again.length != manifest->length ||
	    again.file_count != manifest->file_count || strcmp(again.recipe, manifest->recipe) != 0)
		abort();
	manifest_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE uint8_t *area = mem_zalloc(1, MANIFEST_SIZE);
	struct manifest manifest;
	struct failure why;
	size_t text = size < MANIFEST_SIZE - DIGEST_HEX ? size : MANIFEST_SIZE - DIGEST_HEX;

	if (text)
		memcpy(area, data, text);
	memset(area + text, '0', DIGEST_HEX - 1);
	area[text + DIGEST_HEX - 1] = '\n';
	if (manifest_read(area, &manifest, &why)) {
		write_again(&manifest);
		manifest_done(&manifest);
	}
	return 0;
}
