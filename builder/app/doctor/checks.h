/*
 * checks - what 'doctor' looks at, one file for each kind. Nothing here changes anything on
 * this computer, or asks the network.
 */
#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

#include "app/doctor/checkup.h"
#include "app/request.h"

/* mkfs.fat, fsck.fat and mtools: where they are, their versions, and whether they can make a stick.
 */
void check_tools(struct checkup *checkup);

/* The versions of those that are linked now, and what they were built without. */
void check_libraries(struct checkup *checkup);

/* Who the user is, which sticks are here, and whether he may open them. */
void check_rights(struct checkup *checkup);

/* What the kernel must have, or should. */
void check_kernel(struct checkup *checkup);

/* The program's own, and recipes of the user's. */
void check_catalogue(struct checkup *checkup, const struct request *request);

void check_cache(struct checkup *checkup);

/* What 'rescue' and 'listen' need: a wired interface, and the right to use it directly. */
void check_rescue(struct checkup *checkup);

/* What the environment says of proxies and certificates; no address is asked. */
void check_network(struct checkup *checkup);

#endif
