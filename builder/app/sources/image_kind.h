/* image_kind - whether an image of OpenWrt is of a kind that the recipe asks for. */
#ifndef IMAGE_KIND_H
#define IMAGE_KIND_H

#include "catalog/recipe.h"
#include "firmware/firmware.h"

/*
 * FAIL_FIRMWARE where the recipe's image types have none of the file's kind: a sysupgrade image has
 * OpenWrt's metadata and a root file system, an initramfs image metadata and no root; a name of
 * OpenWrt's scheme says it as well. `accept` takes the file; NULL: any content.
 */
bool image_kind_fits(const struct recipe *recipe, const struct slot *slot,
                     const struct firmware *firmware, const struct firmware_accept *accept,
                     struct failure *why) MUST_CHECK;

#endif
