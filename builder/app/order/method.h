/* method - whether what was asked for, a stick or a folder, is what rescues the model. */
#ifndef ORDER_METHOD_H
#define ORDER_METHOD_H

#include "base/fail.h"
#include "catalog/recipe.h"
#include "cli/options/options.h"

/*
 * FAIL_USAGE says what the model needs instead; unless --quiet its card is on stderr then,
 * so that nobody who came for a stick goes away without help.
 */
bool method_helps(const struct recipe *recipe, const struct options *options,
                  struct failure *why) MUST_CHECK;

#endif
