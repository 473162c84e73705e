/* choose - vendor and model, from a person who sees what there is to choose from. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "app/ui.h"
#include "catalog/catalog.h"

/*
 * A vendor or model that the catalogue has: it is asked again until it is one. Instead of the
 * vendor the answer may be what is on the router's box or label.
 */
bool choose_vendor(struct ui *ui, const struct catalog *catalog, char answer[UI_ANSWER],
                   struct failure *why) MUST_CHECK;
bool choose_model(struct ui *ui, const struct catalog *catalog, const struct vendor *vendor,
                  char answer[UI_ANSWER], struct failure *why) MUST_CHECK;

#endif
