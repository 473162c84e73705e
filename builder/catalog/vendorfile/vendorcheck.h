/* vendorcheck - what must hold in a vendor file beyond its shape, so that it can be used at all. */
#ifndef VENDORCHECK_H
#define VENDORCHECK_H

#include "catalog/vendorfile/vendordocument.h"

/* The file may be half bound: what is missing or of the wrong type was reported before. */
void vendorcheck(const struct vendor_file *file, struct json_problems *problems);

/* The part of it that is about `network`, which is at `place`. */
void vendorcheck_network(const struct network *network, const struct json_place *place,
                         struct json_problems *problems);

/* The part of it that is about the steps of the model or procedure at `place`. */
void vendorcheck_steps(const struct recipe *recipe, const struct json_place *place,
                       struct json_problems *problems);

#endif
