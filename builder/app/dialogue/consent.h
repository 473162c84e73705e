/* consent - what is refused only until a person says that it is meant. */
#ifndef CONSENT_H
#define CONSENT_H

#include "app/request.h"
#include "app/ui.h"

/*
 * Where an option resolves the failure in *why, a person is asked whether to go on: then the
 * request has it, and *given says so. Without such an option, and for a no, *given is false and
 * *why stays. Fails as ui_ask().
 */
bool consent_ask(struct request *request, struct ui *ui, bool *given,
                 struct failure *why) MUST_CHECK;

#endif
