/* reviewfile - what is wrong in one vendor file although it can be loaded. */
#ifndef REVIEWFILE_H
#define REVIEWFILE_H

#include "catalog/review/review.h"
#include "catalog/vendorfile.h"

/* The file may be half bound, as vendorfile_examine() leaves it. */
void reviewfile(const struct review_request *request, const struct vendor_file *file,
                const char *path, struct json_problems *problems);

#endif
