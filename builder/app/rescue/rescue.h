/* rescue - the verb for every model: a stick where a stick helps, else over the network. */
#ifndef RESCUE_H
#define RESCUE_H

#include "app/request.h"
#include "app/ui.h"

/*
 * FAIL_UNSEEN: everything was sent, and EVENT_RESCUE_RESULT has said what is known; see fail.h for
 * the others.
 */
bool rescue(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
