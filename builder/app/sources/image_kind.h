/* image_kind - whether an image of OpenWrt is of a kind that the recipe asks for. */
#ifndef IMAGE_KIND_H
#define IMAGE_KIND_H

#include "catalog/recipe.h"
#include "firmware/firmware.h"

/*
 * FAIL_FIRMWARE where the file shows that it is a sysupgrade image, by OpenWrt's metadata and a
 * root file system, and the recipe's image types have none. `accept` takes it; NULL: any content.
 */
bool image_kind_fits(const struct recipe *recipe, const struct slot *slot,
                     const struct firmware *firmware, const struct firmware_accept *accept,
                     struct failure *why) MUST_CHECK;

#endif
