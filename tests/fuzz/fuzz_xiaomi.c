/* A firmware file of a stranger: recognised, parsed, checked and judged; checksums pass. */
#include "firmware/examine/examine.h"
#include "firmware/firmware.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/memory_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct firmware *firmware)
{
	static const char *const codes[] = { "13" };
	const struct firmware_accept accept = { "xiaomi-hdr1", codes, 1 };
	const struct firmware_demand demand = { .model = "R3G",
		                                .accepts = &accept,
		                                .accept_count = 1 };
	bool unsigned_accepted = false;
	struct failure why;
	bool sound = firmware_is_sound(firmware, &why);
	bool suits = firmware_suits(firmware, &demand, &unsigned_accepted, &why);

	/* What may go on a stick has nothing wrong with it, and was not waved through. */
	if (suits && (!sound || unsigned_accepted))
		abort();
}

/* Xiaomi's lie in the file; others tell what should be there, or what is unpacked. */
static void check_segments(const struct findings *found, uint64_t size)
{
	if (found->layer_count != 1 || !found->format || strncmp(found->format, "xiaomi", 6) != 0)
		return;
	for (size_t i = 0; i < found->segment_count; i++) {
		if (found->segments[i].offset + found->segments[i].size > size)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[] = "any"; /* in this build signatures open with every key */
	struct public_key key = { .name = name, .class = KEY_TRUSTED };
	const struct keyring keys = { .keys = &key, .count = 1 };
	struct firmware firmware = { .path = name, .name = name, .fd = -1, .size = size };
	struct findings *found = &firmware.findings;
	struct examination exam;
	struct byte_source source;

	if (size == 0)
		return 0; /* firmware_open() refuses empty files */
	source_of_memory(&source, data, size);
	examine_begin(&exam, &keys, name, found);
	examine_structure(&exam, &source, NULL);
	sums_run(&exam.sums);
	examine_end(&exam);
	check_segments(found, size);
	judge(&firmware);
	examine_done(&exam);
	source_done(&source);
	return 0;
}
