/* vendorshape - a vendor file as json_bind() reads it. */
#ifndef VENDORSHAPE_H
#define VENDORSHAPE_H

#include "base/json.h"

extern const struct json_shape vendor_shape; /* of struct vendor_file */
extern const struct json_shape recipe_shape; /* of struct recipe, as a model is written */

#endif
