#include "app/cache/permitted.h"

#include "app/sources/openwrt_source.h"

#include <string.h>

static bool lies_below(const char *address, const char *server)
{
	size_t length = strlen(server);

	while (length && server[length - 1] == '/')
		length--;
	return length && strncmp(address, server, length) == 0 && address[length] == '/';
}

/* OpenWrt is free software, wherever it is copied to. */
static bool is_openwrt(const char *mirror, const char *address)
{
	return lies_below(address, OPENWRT_SERVER) || lies_below(address, mirror);
}

static bool recipe_permits(const struct recipe *recipe, const char *address)
{
	for (size_t i = 0; i < recipe->download_count; i++) {
		if (recipe->downloads[i].redistribution &&
		    strcmp(recipe->downloads[i].url, address) == 0)
			return true;
	}
	return false;
}

static bool vendor_permits(const struct vendor *vendor, const char *address)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		if (recipe_permits(&vendor->recipes[i], address))
			return true;
	}
	return false;
}

bool permitted_address(const struct catalog *catalog, const char *mirror, const char *address)
{
	if (is_openwrt(mirror, address))
		return true;
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		if (vendor_permits(&catalog->vendors[i], address))
			return true;
	}
	return false;
}
