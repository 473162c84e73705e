#include "firmware/formats/shared/text_lines.h"

#include "base/text/text.h"

#include <string.h>

void text_line(const char *text, const char *key, char *out, size_t size)
{
	const char *found = strstr(text, key);

	/* At the start of a line only. */
	while (found && found != text && found[-1] != '\n')
		found = strstr(found + 1, key);
	out[0] = '\0';
	if (!found)
		return;
	found += strlen(key);
	text_clean_bytes(out, size, found, strcspn(found, "\r\n"));
}
