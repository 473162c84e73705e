#include "catalog/vendorfile/vendorname.h"

#include <string.h>

enum { FAT_NAME_MAX = 255 };

bool vendorname_is_name(const char *text)
{
	size_t length = strlen(text);

	return length && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool vendorname_is_file_name(const char *name)
{
	size_t length = strlen(name);

	return length && length <= FAT_NAME_MAX && !strpbrk(name, "\"*/:<>?\\|") &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && name[length - 1] != ' ' &&
	       name[length - 1] != '.';
}
