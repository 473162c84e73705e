/*
 * dialogue - what a request lacks, asked of a person: which router, which firmware, where to.
 *
 * Then what was asked for is done. At every question "back" leads to the one before, and what else
 * was answered is offered again. A refusal is shown, and asked about again. Where nobody can be
 * asked, everything that is missing is a failure.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "app/order/order.h"

enum dialogue_target {
	DIALOGUE_NOWHERE, /* nothing is written */
	DIALOGUE_MEDIUM,  /* a stick or a file */
	DIALOGUE_ROUTER,  /* a medium where that rescues the model, otherwise a network socket */
};

struct dialogue_job {
	enum dialogue_target target;
	/* The last question is its own: may this begin? Fails with FAIL_BACK for "back". */
	bool (*act)(void *context, struct order *order, struct ui *ui, struct failure *why);
	/* Before files are opened, where a vendor was named: what may run meanwhile; or NULL. */
	void (*foresee)(void *context, const struct order *order);
	void *context; /* of both */
};

/* Fails as `act` does, as order_begin(), and as ui_ask() where a person gives up. */
bool dialogue(const struct dialogue_job *job, const struct request *request, struct ui *ui,
              struct failure *why) MUST_CHECK;

#endif
