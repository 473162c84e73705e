#include "firmware/formats/shared/header.h"

#include <inttypes.h>

bool header_read(struct view file, void *to, size_t size, struct examination *exam)
{
	if (view_read(file, 0, to, size))
		return true;
	findings_complete(exam->findings, COMPLETE_TRUNCATED, "its header is incomplete");
	return false;
}

bool header_has_text(const uint8_t *field, size_t size)
{
	size_t length = 0;

	while (length < size && field[length] >= ' ' && field[length] <= '~')
		length++;
	return length && bytes_all_zero((struct bytes){ field + length, size - length });
}

void header_check_end(struct view file, uint64_t end, struct examination *exam)
{
	examine_unproven(exam, "length",
	                 "it should have %" PRIu64 " bytes by its header, but has %" PRIu64, end,
	                 file.size);
}
