/* What must hold in a recipe's `network`. */
#include "catalog/vendorfile/vendorcheck.h"
#include "catalog/vendorfile/vendorname.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_MAX = 0xffff, ARP_MODEL = 6, DHCP_OPTION = 255, LOGIN_MAX = 15 };

#define EVA_MEMORY_BEGIN UINT32_C(0x80000000)

/* What is wrong with an address of that kind, or NULL. */
static const char *problem_with_address(const struct address *address)
{
	switch (address->kind) {
	case ADDRESS_STATED:
		return address->range.first ? NULL : "is empty, and no 'kind' says why";
	case ADDRESS_GIVEN_BY_US:
		return address->range.first ? "belongs in 'lease' when this computer gives it"
		                            : NULL;
	case ADDRESS_ANY:
	case ADDRESS_UNKNOWN: return address->range.first ? "contradicts its 'kind'" : NULL;
	case ADDRESS_GIVEN_BY_ROUTER:
	case ADDRESS_NONE: break;
	}
	return NULL;
}

static void check_addresses(const struct address *addresses, size_t count,
                            enum address_kind impossible, const struct json_place *list,
                            struct json_problems *problems)
{
	for (size_t i = 0; i < count; i++) {
		const struct json_place place = { list, NULL, i };
		const char *problem = problem_with_address(&addresses[i]);

		if (problem)
			json_wrong_member(problems, &place, "address", problem);
		if (addresses[i].kind == ADDRESS_UNKNOWN && !addresses[i].note)
			json_wrong_member(problems, &place, "note",
			                  "is missing, and nothing else is known");
		if (addresses[i].kind == ADDRESS_NONE && count > 1)
			json_wrong_member(problems, &place, "kind",
			                  "'none' excludes every other address");
		if (addresses[i].kind == impossible)
			json_wrong_member(problems, &place, "kind",
			                  "is not possible on this side of the cable");
	}
}

static void check_names(const struct network *network, const struct json_place *place,
                        struct json_problems *problems)
{
	const struct json_place list = { place, "asked_as", 0 };

	for (size_t i = 0; i < network->asked_as_count; i++) {
		const struct json_place item = { &list, NULL, i };

		if (!vendorname_is_file_name(network->asked_as[i]))
			json_wrong(problems, &item, "must be a file name without folders");
	}
	if (network->arp_model && strlen(network->arp_model) > ARP_MODEL)
		json_wrong_member(problems, place, "arp_model",
		                  "may have at most 6 letters, as many as an ARP request holds");
	if (network->vendor_class && strlen(network->vendor_class) > DHCP_OPTION)
		json_wrong_member(problems, place, "vendor_class", "may have at most 255 letters");
}

static void check_end(const struct end_sign *end, const struct json_place *place,
                      struct json_problems *problems)
{
	bool has_text = end->kind == END_REPLY || end->kind == END_LIGHT;

	if ((end->kind == END_ANSWERS) != (end->value != 0))
		json_wrong_member(problems, place, "value",
		                  "is the address of a system that 'answers'");
	if (has_text && !end->text)
		json_wrong_member(problems, place, "text",
		                  "is missing; it describes the reply or the lights");
}

static void check_link(const struct link_needs *link, const struct json_place *place,
                       struct json_problems *problems)
{
	switch (link->max_mbit) {
	case 0:
	case 10:
	case 100:
	case 1000: break;
	default: json_wrong_member(problems, place, "max_mbit", "must be 10, 100 or 1000");
	}
}

static void check_path(const char *path, const struct json_place *place, const char *member,
                       struct json_problems *problems)
{
	if (path && path[0] != '/')
		json_wrong_member(problems, place, member, "must start with '/'");
}

/* The rest of the flash has the boot loader and what only the maker can put there again. */
static bool is_eva_target(const struct eva *eva)
{
	char *end = NULL;
	unsigned long memory_end;

	if (!eva->target)
		return true;
	if (eva->media == EVA_FLASH)
		return strcmp(eva->target, "mtd0") == 0 || strcmp(eva->target, "mtd1") == 0;
	memory_end = strtoul(eva->target, &end, 16);
	return eva->media == EVA_MEMORY && strncmp(eva->target, "0x", 2) == 0 && !*end &&
	       memory_end > EVA_MEMORY_BEGIN && memory_end <= UINT32_MAX;
}

static void check_login(const char *login, const struct json_place *place,
                        struct json_problems *problems)
{
	const char *slash = login ? strchr(login, '/') : NULL;

	if (slash && (slash - login > LOGIN_MAX || strlen(slash + 1) > LOGIN_MAX))
		json_wrong_member(problems, place, "login",
		                  "may have a name and a password of at most 15 letters each");
}

void vendorcheck_network(const struct network *network, const struct json_place *place,
                         struct json_problems *problems)
{
	const struct json_place pc = { place, "pc_addresses", 0 };
	const struct json_place device = { place, "device_addresses", 0 };
	const struct json_place ends = { place, "ends", 0 };
	const struct json_place link = { place, "link", 0 };
	const struct json_place page = { place, "page", 0 };
	const struct json_place eva = { place, "eva", 0 };

	check_addresses(network->pc_addresses, network->pc_address_count, ADDRESS_GIVEN_BY_US, &pc,
	                problems);
	check_addresses(network->device_addresses, network->device_address_count,
	                ADDRESS_GIVEN_BY_ROUTER, &device, problems);
	if (network->lease.last && network->lease.first > network->lease.last)
		json_wrong_member(problems, place, "lease", "must go up from 'first' to 'last'");
	if (network->port > PORT_MAX)
		json_wrong_member(problems, place, "port", "must be from 1 to 65535");
	check_names(network, place, problems);
	check_end(&network->ends, &ends, problems);
	check_link(&network->link, &link, problems);
	check_path(network->page.first_path, &page, "first_path", problems);
	check_path(network->page.second_path, &page, "second_path", problems);
	check_login(network->login, place, problems);
	if (!is_eva_target(&network->eva))
		json_wrong_member(problems, &eva, "target",
		                  "must be 'mtd0' or 'mtd1' of the flash, or where the memory "
		                  "ends: '0x88000000'");
}
