#include "guide/network.h"

#include "base/mem.h"

#include <stdio.h>

enum { RANGE = IPV4_TEXT + IPV4_TEXT + 4 }; /* two addresses and " to " */

/* "192.168.0.66/24", "192.168.1.2 to 192.168.1.99"; empty when it is not stated. */
static void range_words(char out[RANGE], const struct ipv4_range *range)
{
	char first[IPV4_TEXT];
	char last[IPV4_TEXT];

	out[0] = '\0';
	ipv4_text(first, range->first);
	ipv4_text(last, range->last);
	if (range->first != range->last)
		snprintf(out, RANGE, "%s to %s", first, last);
	else if (range->first)
		ipv4_range_text(out, range);
}

/* Owned; without `between` where one of both is empty. */
static char *join(const char *before, const char *between, const char *after)
{
	return mem_printf("%s%s%s", before, before[0] && after[0] ? between : "", after);
}

/* Owned; empty when only the note says something. `lease`: of the router, NULL for this computer.
 */
static char *words_of(const struct address *address, const struct lease *lease)
{
	const struct ipv4_range given = { lease ? lease->first : 0, lease ? lease->last : 0, 0 };
	const bool is_given = address->kind == ADDRESS_GIVEN_BY_US;
	char range[RANGE];

	range_words(range, is_given ? &given : &address->range);
	switch (address->kind) {
	case ADDRESS_STATED: return mem_strdup(range);
	case ADDRESS_GIVEN_BY_US: return join(range, ", ", "given by this computer");
	case ADDRESS_GIVEN_BY_ROUTER: return join(range, ", ", "given by the router (DHCP)");
	case ADDRESS_ANY: return mem_strdup(lease ? "its own" : "any fixed address");
	case ADDRESS_NONE:
		return join("none needed", ", since what serves the files answers as ", range);
	case ADDRESS_UNKNOWN: break;
	}
	return mem_strdup("");
}

static char *all_words(const struct address *addresses, size_t count, const struct lease *lease)
{
	char *all = count ? mem_strdup("") : NULL;

	for (size_t i = 0; i < count; i++) {
		const char *note = addresses[i].note ? addresses[i].note : "";
		AUTO_FREE char *before = all;
		AUTO_FREE char *bare = words_of(&addresses[i], lease);
		AUTO_FREE char *words = join(bare, "; ", note);

		all = join(before, ", or ", words);
	}
	return all;
}

char *network_pc_words(const struct network *network)
{
	return all_words(network->pc_addresses, network->pc_address_count, NULL);
}

char *network_device_words(const struct network *network)
{
	return all_words(network->device_addresses, network->device_address_count, &network->lease);
}
