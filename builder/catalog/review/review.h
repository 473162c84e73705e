/*
 * review - everything that is wrong in a folder of vendor files, each with its place.
 *
 * Beyond what must hold to load a file (vendorcheck), it looks for what is only
 * noticed by users who trust it: names used twice across files, unknown formats,
 * codes that cannot distinguish two models.
 */
#ifndef REVIEW_H
#define REVIEW_H

#include "catalog/review/reviewfile.h"

struct review_counts {
	size_t vendors; /* files, rather */
	size_t models;
	size_t built; /* models that the program makes a stick or a card for */
	size_t by_method[METHOD_COUNT];
	size_t problems;
};

/* False only when the folder cannot be read. */
bool review_run(const struct review_request *request, struct review_counts *counts,
                struct failure *why) MUST_CHECK;

#endif
