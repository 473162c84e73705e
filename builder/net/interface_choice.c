/* Which of the interfaces is used: a computation over what the kernel said. */
#include "base/mem.h"
#include "base/text/joined.h"
#include "net/interface.h"

#include <string.h>

/* The ends of QEMU's and of namespaces' cables. */
static bool is_virtual_cable(const struct interface *interface)
{
	return strcmp(interface->kind, "veth") == 0 || strcmp(interface->kind, "tun") == 0;
}

const char *interface_refusal(const struct interface *interface, bool is_named)
{
	if (interface->is_loopback)
		return "it leads to this computer itself";
	if (interface->is_wireless)
		return "it is a wireless interface; a boot loader speaks over a cable only";
	if (!interface->is_ethernet)
		return "it is not Ethernet";
	if (interface->is_port)
		return "it belongs to a bridge or a bond";
	if (interface->kind[0] && !is_virtual_cable(interface))
		return "it is not a network card";
	if (interface->kind[0] && !is_named)
		return "it is virtual, and must be named";
	return NULL;
}

static bool is_candidate(const struct interface *interface)
{
	return !interface_refusal(interface, false) && !interface->has_default_route;
}

char *interface_list(const struct interface *interfaces, size_t count)
{
	struct joined list = { 0 };

	for (size_t i = 0; i < count; i++) {
		const char *refusal = interface_refusal(&interfaces[i], false);

		if (interfaces[i].is_loopback)
			continue;
		if (!refusal && interfaces[i].has_default_route)
			refusal = "the computer's own network is there";
		joined_add(&list, ", ", "'%s'%s%s%s", interfaces[i].name, refusal ? " (" : "",
		           refusal ? refusal : "", refusal ? ")" : "");
	}
	return joined_take(&list);
}

static bool fail_choice(const struct interface *interfaces, size_t count, bool are_several,
                        struct failure *why)
{
	AUTO_FREE char *list = interface_list(interfaces, count);

	return fail(why, FAIL_NO_INTERFACE, "%s; choose with --interface NAME; found: %s",
	            are_several ? "there are several network interfaces for the router's cable"
	                        : "there is no free wired network interface",
	            list[0] ? list : "none");
}

static bool choose_named(const struct interface *interfaces, size_t count, const char *name,
                         const struct interface **out, struct failure *why)
{
	AUTO_FREE char *list = NULL;
	const char *refusal;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(interfaces[i].name, name) != 0)
			continue;
		refusal = interface_refusal(&interfaces[i], true);
		*out = &interfaces[i];
		return !refusal || fail(why, FAIL_NO_INTERFACE,
		                        "'%s' cannot be used for a rescue: %s", name, refusal);
	}
	list = interface_list(interfaces, count);
	return fail(why, FAIL_NO_INTERFACE, "there is no network interface '%.64s'; found: %s",
	            name, list[0] ? list : "none");
}

bool interface_choose(const struct interface *interfaces, size_t count, const char *name,
                      const struct interface **out, struct failure *why)
{
	size_t found = 0;

	if (name)
		return choose_named(interfaces, count, name, out, why);
	for (size_t i = 0; i < count; i++) {
		if (!is_candidate(&interfaces[i]))
			continue;
		*out = &interfaces[i];
		found++;
	}
	/* The commonest desktop has one socket, and the dead router was its gateway. */
	for (size_t i = 0; found == 0 && i < count; i++) {
		if (interface_refusal(&interfaces[i], false))
			continue;
		*out = &interfaces[i];
		found++;
	}
	return found == 1 || fail_choice(interfaces, count, found > 1, why);
}
