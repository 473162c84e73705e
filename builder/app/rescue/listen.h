/* listen - which router is at the other end of the cable: what it asks for, and which models do. */
#ifndef LISTEN_H
#define LISTEN_H

#include "app/request.h"
#include "app/ui.h"

/* FAIL_UNHEARD: nothing was heard in time. */
bool listen_for_router(const struct request *request, struct ui *ui,
                       struct failure *why) MUST_CHECK;

#endif
