#include "app/sources/image_kind.h"

#include "base/mem.h"

#include <string.h>

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; text && i < count; i++) {
		if (strcmp(text, list[i]) == 0)
			return true;
	}
	return false;
}

static bool has_metadata(const struct findings *findings)
{
	for (size_t i = 0; i < findings->board_count; i++) {
		if (!findings->boards[i].format)
			return true;
	}
	return false;
}

static bool has_root(const struct findings *findings)
{
	static const char *const roots[] = { "squashfs", "ubi", "jffs2" };

	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (strstr(findings->container, roots[i]))
			return true;
	}
	return false;
}

/* Of these containers only sysupgrade images have both; some factory images of others do. */
static bool is_sysupgrade(const struct findings *findings)
{
	static const char *const plain[] = { "uimage", "fit", "tplink-v1", "tplink-v2",
		                             "tplink-v3" };

	if (findings->format && strcmp(findings->format, "openwrt-sysupgrade") == 0)
		return true;
	return is_one_of(findings->format, plain, ARRAY_LEN(plain)) && has_metadata(findings) &&
	       has_root(findings);
}

static bool asks_for_sysupgrade(const struct slot *slot)
{
	for (size_t i = 0; i < slot->image_type_count; i++) {
		if (strstr(slot->image_types[i], "sysupgrade"))
			return true;
	}
	return slot->image_type_count == 0;
}

bool image_kind_fits(const struct recipe *recipe, const struct slot *slot,
                     const struct firmware *firmware, const struct firmware_accept *accept,
                     struct failure *why)
{
	/* Codes, or the archive, may be the very ones that only such an image has. */
	const bool is_named =
	        accept && (accept->code_count || strcmp(accept->format, "openwrt-sysupgrade") == 0);

	if (is_named || asks_for_sysupgrade(slot) || !is_sysupgrade(&firmware->findings))
		return true;
	return fail(
	        why, FAIL_FIRMWARE,
	        "'%s' is a sysupgrade image, for a router whose system still starts; the rescue "
	        "of '%s' needs OpenWrt's image of the type '%s'",
	        firmware->name, recipe->title, slot->image_types[0]);
}
