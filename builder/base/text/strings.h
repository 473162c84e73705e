/* strings - a list of texts: the list is owned, the texts are borrowed. */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

struct strings {
	const char **items;
	size_t count;
};

#endif
