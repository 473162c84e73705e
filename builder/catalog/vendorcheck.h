/* vendorcheck - what must hold in a vendor file beyond its shape, so that it can be used at all. */
#ifndef VENDORCHECK_H
#define VENDORCHECK_H

#include "catalog/vendorfile.h"

/* The file may be half bound: what is missing or of the wrong type was told before. */
void vendorcheck(const struct vendor_file *file, struct json_problems *problems);

/* What people type: lower case letters, digits and hyphens. */
bool vendorcheck_is_name(const char *text);

/* A recipe's member where it is written: in the model, else in the model's procedure. */
struct written {
	struct json_place list;
	struct json_place item;
	struct json_place member;
};

/* The place of `member`; it refers to *out. */
const struct json_place *vendorcheck_place(struct written *out, const struct vendor_file *file,
                                           size_t model, const char *member);

#endif
