/* fetch - a model's firmware into the cache, for what is built without a network later. */
#ifndef APP_FETCH_H
#define APP_FETCH_H

#include "app/request.h"
#include "app/ui.h"

/*
 * For the model that is named or chosen, or with `all` for every model of the vendor: one that
 * fails stops no other. EVENT_FETCHED reports each file.
 */
bool fetch_firmware(const struct request *request, bool all, struct ui *ui,
                    struct failure *why) MUST_CHECK;

#endif
