/* A firmware file of a stranger: recognised, parsed, checked and judged; checksums pass. */
#include "firmware/formats/format.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[] = "any"; /* in this build signatures open with every key */
	struct public_key key = { .name = name, .class = KEY_TRUSTED };
	const struct keyring keys = { .keys = &key, .count = 1 };
	const struct bytes file = { data, size };
	struct findings findings;
	const struct format *format;

	if (size == 0)
		return 0; /* firmware_open() refuses empty files */
	format = format_of(file);
	format_parse(format, file, &findings);
	if (format->check)
		format->check(file, &keys, &findings);
	for (size_t i = 0; i < findings.segment_count; i++) {
		if (findings.segments[i].offset + findings.segments[i].size > size)
			abort();
	}
	return 0;
}
