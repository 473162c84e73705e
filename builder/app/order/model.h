/* model - which model it is for, if the user did not say: from the files themselves. */
#ifndef ORDER_MODEL_H
#define ORDER_MODEL_H

#include "app/order/inputs.h"

/* The recipe whose board code one of the files has; NULL if no file has one. */
const struct recipe *model_of_files(const struct vendor *vendor, const struct inputs *inputs);

/* Whether the first file could be for any stick of this vendor: FAIL_FIRMWARE says why not. */
bool model_may_be_any(const struct vendor *vendor, const struct inputs *inputs,
                      struct failure *why) MUST_CHECK;

#endif
