/*
 * Any file of a stranger, recognised, taken apart and summed; checksums pass. With
 * MKRESCUE_FUZZ_FORMAT=ID in the environment it is that format whatever its magic.
 */
#include "firmware/examine/examine.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/memory_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_findings(const struct findings *found)
{
	if (found->board_count > BOARD_MAX || found->check_count > CHECK_MAX ||
	    found->segment_count > SEGMENT_MAX || found->layer_count > LAYER_MAX ||
	    found->warning_count > WARNING_MAX)
		abort();
	if (strlen(found->container) >= sizeof(found->container))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[] =
	        "omnia-medkit-latest.tar.gz"; /* in this build signatures open with every key */
	struct public_key keys[] = {
		{ .name = name, .class = KEY_TRUSTED },
		{ .name = name, .class = KEY_TRUSTED, .is_ed25519 = true },
	};
	const struct keyring keyring = { .keys = keys, .count = 2 };
	const char *id = getenv("MKRESCUE_FUZZ_FORMAT");
	struct findings found;
	struct examination exam;
	struct byte_source source;

	if (size == 0)
		return 0; /* firmware_open() refuses empty files */
	source_of_memory(&source, data, size);
	examine_begin(&exam, &keyring, name, &found);
	examine_structure(&exam, &source, id ? format_named(id) : NULL);
	sums_run(&exam.sums);
	examine_end(&exam);
	check_findings(&found);
	examine_done(&exam);
	source_done(&source);
	return 0;
}
