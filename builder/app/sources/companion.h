/*
 * companion - what a vendor publishes beside a file, under its name with another ending: its
 * SHA-256, its signature. It is fetched first, and goes on the medium where the recipe says.
 */
#ifndef COMPANION_H
#define COMPANION_H

#include "app/sources/supply.h"

/* As supply_fetch(), with what the catalogue says lies beside; behind what is in *out. */
bool companion_fetch(struct supply *supply, struct supply_order *order, struct supplies *out,
                     struct failure *why) MUST_CHECK;

#endif
