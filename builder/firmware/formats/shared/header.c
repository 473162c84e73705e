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

void header_rest(struct view rest, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct view content = view_from(rest, view_filler(rest));

	if (content.size && examine_rest(exam, content))
		findings_warn(out, "no checksum of the header covers what follows the first part");
	else if (content.size && !exam->has_trailer)
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "this version does not support what follows the first part");
	else if (rest.size && !exam->has_trailer)
		findings_complete(out, COMPLETE_PADDED, "padding follows the first part");
}

void header_check_end(struct view file, uint64_t end, struct examination *exam)
{
	examine_unproven(exam, "length",
	                 "it should have %" PRIu64 " bytes by its header, but has %" PRIu64, end,
	                 file.size);
}
