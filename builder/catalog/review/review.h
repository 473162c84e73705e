/*
 * review - everything that is wrong in a folder of vendor files, each with its place.
 *
 * Beyond what must hold to load a file (vendorcheck), it looks for what is only
 * noticed by whoever trusts it: names used twice across files, formats nobody knows,
 * codes that cannot tell two models apart.
 */
#ifndef REVIEW_H
#define REVIEW_H

#include "base/layout.h"
#include "catalog/catalog.h"

struct review_problem {
	const char *file;
	const char *pointer; /* NULL: the file is no JSON, and the text names the place */
	const char *text;
};

struct review_request {
	const char *folder;
	const struct layout *layouts; /* those there are */
	size_t layout_count;
	/* What other layers know; the context is theirs. */
	bool (*knows_format)(const char *id);
	bool (*takes_key)(void *context, const struct vendor_key *key, struct failure *why);
	void (*tell)(void *context, const struct review_problem *problem);
	void *context;
};

struct review_counts {
	size_t vendors; /* files, rather */
	size_t models;
	size_t built; /* models that the program makes a stick or a card for */
	size_t by_method[METHOD_NONE + 1];
	size_t problems;
};

/* False only when the folder cannot be read. */
bool review_run(const struct review_request *request, struct review_counts *counts,
                struct failure *why) MUST_CHECK;

#endif
