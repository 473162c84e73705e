/* acceptance - looks at a file on its way into the store: may it be what was ordered? */
#ifndef ACCEPTANCE_H
#define ACCEPTANCE_H

#include "app/sources/supply.h"

/* What the judge needs to know of the file that is coming. */
struct acceptance {
	const struct supply *supply;
	struct supply_order *order; /* a signature beside it, once proven, is noted there */
	const char *name;
	bool must_be_signed; /* nothing else proves it */
};

/* As fetch_order's judge; the context is a struct judging. */
bool acceptance_check(void *context, const struct stored *content, struct failure *why) MUST_CHECK;

#endif
