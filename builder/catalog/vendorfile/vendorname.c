#include "catalog/vendorfile/vendorname.h"

#include "base/text/text.h"

#include <ctype.h>
#include <string.h>

enum { FAT_NAME_MAX = 255, PRINTED_MIN = 2, PRINTED_MAX = 100 };

bool vendorname_is_name(const char *text)
{
	size_t length = strlen(text);

	return length && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool vendorname_is_printed(const char *text)
{
	const size_t length = strlen(text);
	size_t used = 0;

	for (const char *c = text; *c; c++)
		used += isalnum((unsigned char)*c) != 0;
	return length >= PRINTED_MIN && length <= PRINTED_MAX && used && text_is_harmless(text) &&
	       text[0] != ' ' && text[length - 1] != ' ';
}

bool vendorname_is_file_name(const char *name)
{
	size_t length = strlen(name);

	return length && length <= FAT_NAME_MAX && !strpbrk(name, "\"*/:<>?\\|") &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && name[length - 1] != ' ' &&
	       name[length - 1] != '.';
}
