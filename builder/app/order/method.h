/* method - whether what was asked for, a stick or a folder, is what rescues the model. */
#ifndef ORDER_METHOD_H
#define ORDER_METHOD_H

#include "app/request.h"
#include "app/ui.h"
#include "base/fail.h"
#include "catalog/recipe.h"

/*
 * FAIL_USAGE says what the model needs instead. If a person has to do it, EVENT_INSTEAD has shown
 * the recipe, so that users who asked for a stick get help anyway.
 */
bool method_helps(const struct recipe *recipe, const struct request *request, struct ui *ui,
                  struct failure *why) MUST_CHECK;

#endif
