/* which_firmware - the question for the firmware, which is examined as soon as it is named. */
#ifndef WHICH_FIRMWARE_H
#define WHICH_FIRMWARE_H

#include "app/order/order.h"

/* What was answered; all zeros at first. */
struct firmware_answer {
	struct strings words; /* as for --firmware: the order goes by them */
	const char *offered;  /* a file that was named before it was asked for; NULL: none */
	const char *kept;     /* the answer before this one, to be offered again; or NULL */
	const char *refused;  /* the last one that will not do, and is not offered; or NULL */
};

/*
 * Asks until there is firmware that passes every check, or a person gives up: then fails as
 * ui_ask(). The recipe is known. The answer must live as long as the order uses it.
 */
bool which_firmware(struct order *order, struct firmware_answer *answer, struct ui *ui,
                    struct failure *why) MUST_CHECK;

void firmware_answer_done(struct firmware_answer *answer);

#endif
