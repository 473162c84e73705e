/* vendorname - which names vendor files may use: for vendors and models, and on FAT. */
#ifndef VENDORNAME_H
#define VENDORNAME_H

#include <stdbool.h>

/* What FAT can hold. */
bool vendorname_is_file_name(const char *name);

/* What people type: lower case letters, digits and hyphens. */
bool vendorname_is_name(const char *text);

/* What may be printed on a box or a label. */
bool vendorname_is_printed(const char *text);

#endif
