/* rescue_plan - what a rescue over the network will do: which files, on which interface. */
#ifndef RESCUE_PLAN_H
#define RESCUE_PLAN_H

#include "app/order/order.h"
#include "net/interface.h"
#include "net/net_job.h"

enum { RESCUE_ADDRESS_NAMES = 4, RESCUE_ADDRESS_NAME = sizeof("C0A81F64.img") };

struct rescue_plan {
	const struct order *order;
	const struct interface *interface; /* borrowed; set by the caller, once it is chosen */
	struct net_job job;
	/* Names that follow from addresses; job.files points to them. */
	char address_names[RESCUE_ADDRESS_NAMES][RESCUE_ADDRESS_NAME];
	size_t address_name_count;
	const struct input *inputs[NET_FILES]; /* what each of job.files is, or is a part of */
	struct bytes maps[NET_FILES];          /* of whole files; job.files point into them */
	size_t map_count;
	bool writes_for_unknown; /* seconds: no source says how long the router writes */
};

/* Everything but the interface; the files have been checked. FAIL_USAGE, FAIL_IO. */
bool rescue_plan_make(struct rescue_plan *out, const struct order *order,
                      struct failure *why) MUST_CHECK;

/* Accepts a zeroed one. */
void rescue_plan_done(struct rescue_plan *plan);

#endif
