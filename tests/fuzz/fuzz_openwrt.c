/*
 * OpenWrt's three JSON files; the first letter says which one (v, o, p). What is accepted
 * can become part of an address and of a file's name.
 */
#include "fetch/openwrtfiles.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void read_overview(const struct openwrt_text *file)
{
	static const char *const boards[] = { "a,b", NULL };
	const struct openwrt_wish wish = { .boards = boards };
	struct openwrt_image image = { .version = "24.10.2" };
	struct failure why;

	if (!openwrt_read_place(file, &wish, &image, &why))
		return;
	must(strcmp(image.profile, "a_b") == 0 || strcmp(image.profile, "a,b") == 0);
	must(strchr(image.target, '/') && !strstr(image.target, ".."));
}

static void read_profiles(const struct openwrt_text *file)
{
	static const char *const types[] = { "sysupgrade", "factory", NULL };
	const struct openwrt_wish wish = { .version = "24.10.2", .types = types, .ending = ".bin" };
	struct openwrt_image image = { .version = "24.10.2", .target = "a/b", .profile = "a_b" };
	struct failure why;

	if (!openwrt_read_image(file, &wish, &image, &why))
		return;
	free(image.boards);
	must(image.name[0] != '.' && !strchr(image.name, '/'));
	must(image.name[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char version[OPENWRT_WORD];
	struct openwrt_text file;
	struct failure why;

	if (size == 0)
		return 0;
	file = (struct openwrt_text){ "fuzz", (const char *)data + 1, size - 1 };
	if (data[0] == 'v' && openwrt_read_stable(&file, version, &why))
		must(openwrt_is_version(version) && !strchr(version, '/'));
	if (data[0] == 'o')
		read_overview(&file);
	if (data[0] == 'p')
		read_profiles(&file);
	return 0;
}
