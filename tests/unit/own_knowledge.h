/* own_knowledge - the program's own catalogue, as a build knows it. */
#ifndef OWN_KNOWLEDGE_H
#define OWN_KNOWLEDGE_H

#include "app/knowledge/knowledge.h"
#include "base/mem.h"

#include <stdio.h>

/* False, with the reason on stderr, when it cannot be read. knowledge_done() it. */
static inline bool own_knowledge(struct knowledge *out)
{
	const struct catalog_request request = { .data = PROJECT_ROOT };
	struct failure why;

	*out = (struct knowledge){ .data = mem_strdup(PROJECT_ROOT),
		                   .whole = mem_zalloc(1, sizeof(*out->whole)),
		                   .boards = mem_zalloc(1, sizeof(*out->boards)) };
	if (catalog_load(&out->catalog, &request, &why))
		return true;
	fprintf(stderr, "%s\n", why.text);
	return false;
}

#endif
