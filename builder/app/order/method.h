/* method - whether what was asked for, a stick or a folder, is what rescues the model. */
#ifndef ORDER_METHOD_H
#define ORDER_METHOD_H

#include "app/request.h"
#include "app/ui.h"
#include "base/fail.h"
#include "catalog/recipe.h"

/*
 * FAIL_USAGE says what the model needs instead; EVENT_INSTEAD has told its recipe then, so
 * that nobody who came for a stick goes away without help.
 */
bool method_helps(const struct recipe *recipe, const struct request *request, struct ui *ui,
                  struct failure *why) MUST_CHECK;

#endif
