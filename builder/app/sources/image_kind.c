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

/* Nothing of the file is left in which a root file system could lie. */
static bool is_initramfs(const struct findings *findings)
{
	static const char *const plain[] = { "uimage", "fit" };

	return is_one_of(findings->format, plain, ARRAY_LEN(plain)) && has_metadata(findings) &&
	       !has_root(findings) && findings->completeness == COMPLETE_EXACT;
}

enum image_kind { KIND_UNKNOWN, KIND_SYSUPGRADE, KIND_FACTORY, KIND_INITRAMFS };

static const struct {
	const char *title;
	const char *types[2]; /* words in the types of image that are of this kind */
	const char *in_name;
} kinds[] = {
	[KIND_SYSUPGRADE] = { "a sysupgrade image, for a router whose system still starts",
	                      { "sysupgrade" },
	                      "-sysupgrade" },
	[KIND_FACTORY] = { "a factory image", { "factory" }, "-factory" },
	[KIND_INITRAMFS] = { "an initramfs image, which runs from memory and stores nothing",
	                     { "kernel", "initramfs" },
	                     "-initramfs" },
};

/* As OpenWrt names its images. */
static enum image_kind kind_of_name(const char *name)
{
	if (strncmp(name, "openwrt-", 8) != 0 && strncmp(name, "lede-", 5) != 0)
		return KIND_UNKNOWN;
	for (enum image_kind kind = KIND_SYSUPGRADE; kind <= KIND_INITRAMFS; kind++) {
		if (strstr(name, kinds[kind].in_name))
			return kind;
	}
	return KIND_UNKNOWN;
}

static enum image_kind kind_of_content(const struct firmware *firmware,
                                       const struct firmware_accept *accept)
{
	/* Codes, or the archive, may be the very ones that only such an image has. */
	if (accept && (accept->code_count || strcmp(accept->format, "openwrt-sysupgrade") == 0))
		return KIND_UNKNOWN;
	if (is_sysupgrade(&firmware->findings))
		return KIND_SYSUPGRADE;
	return is_initramfs(&firmware->findings) ? KIND_INITRAMFS : KIND_UNKNOWN;
}

static bool asks_for(const struct slot *slot, enum image_kind kind)
{
	if (kind == KIND_UNKNOWN || slot->image_type_count == 0)
		return true;
	for (size_t i = 0; i < slot->image_type_count; i++) {
		for (size_t j = 0; j < ARRAY_LEN(kinds[kind].types); j++) {
			const char *word = kinds[kind].types[j];

			if (word && strstr(slot->image_types[i], word))
				return true;
		}
	}
	return false;
}

bool image_kind_fits(const struct recipe *recipe, const struct slot *slot,
                     const struct firmware *firmware, const struct firmware_accept *accept,
                     struct failure *why)
{
	const enum image_kind content = kind_of_content(firmware, accept);
	const enum image_kind named = kind_of_name(firmware->name);

	if (!asks_for(slot, content))
		return fail(why, FAIL_FIRMWARE,
		            "'%s' is %s; the rescue of '%s' needs OpenWrt's image of the type '%s'",
		            firmware->name, kinds[content].title, recipe->title,
		            slot->image_types[0]);
	if (!asks_for(slot, named))
		return fail(why, FAIL_FIRMWARE,
		            "'%s' is named as %s; the rescue of '%s' needs OpenWrt's image of the "
		            "type '%s'; if the file is right, rename it",
		            firmware->name, kinds[named].title, recipe->title,
		            slot->image_types[0]);
	return true;
}
