/*
 * permitted - whether what an address stands for is known to be free to be passed on: the
 * manual's section CACHE says when.
 */
#ifndef CACHE_PERMITTED_H
#define CACHE_PERMITTED_H

#include "catalog/catalog.h"

/* The mirror is the one of OpenWrt's server that is in use. */
bool permitted_address(const struct catalog *catalog, const char *mirror, const char *address);

#endif
