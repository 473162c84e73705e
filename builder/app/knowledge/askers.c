#include "app/knowledge/askers.h"

#include "base/mem.h"
#include "base/text/joined.h"
#include "net/protocols/tftp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHOWN = 6 };

static bool is_asked_there(const struct recipe *recipe, uint32_t address)
{
	for (size_t i = 0; i < recipe->network.pc_address_count; i++) {
		const struct ipv4_range *range = &recipe->network.pc_addresses[i].range;

		if (range->first && address >= range->first && address <= range->last)
			return true;
	}
	return false;
}

static bool is_asked_for(const struct recipe *recipe, const char *file)
{
	for (size_t i = 0; i < recipe->network.asked_as_count; i++) {
		if (tftp_same_file(file, recipe->network.asked_as[i]))
			return true;
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].name && tftp_same_file(file, recipe->files[i].name))
			return true;
	}
	return false;
}

/* Only a router that fetches names what it wants. */
static bool fetches(const struct recipe *recipe)
{
	return recipe->method == METHOD_TFTP_SERVE || recipe->method == METHOD_BOOTP_TFTP_SERVE;
}

/* How surely a recipe's router sends that; 0: it does not. */
static unsigned likeness(const struct recipe *recipe, const struct net_event *event)
{
	const struct network *network = &recipe->network;
	const bool is_there = is_asked_there(recipe, event->address);

	if (event->asks_address)
		return network->vendor_class && event->detail[0] &&
		       strncmp(event->detail, network->vendor_class,
		               strlen(network->vendor_class)) == 0;
	if (!fetches(recipe))
		return 0;
	if (event->detail[0] && network->arp_model)
		return is_there && strcasecmp(event->detail, network->arp_model) == 0 ? 3 : 0;
	if (event->text[0])
		return is_asked_for(recipe, event->text) ? 1 + is_there : 0;
	return is_there;
}

static void add(struct askers *askers, const struct recipe *recipe)
{
	askers->models = mem_grow(askers->models, askers->count, sizeof(*askers->models));
	askers->models[askers->count++] = mem_printf("%s/%s", recipe->vendor, recipe->model);
}

struct search {
	const struct net_event *event;
	struct askers *found;
	unsigned best; /* how surely those do */
};

static void look_at(struct search *search, const struct recipe *recipe)
{
	const unsigned like = likeness(recipe, search->event);

	if (like < search->best)
		return;
	if (like > search->best)
		askers_done(search->found);
	search->best = like;
	add(search->found, recipe);
}

/* Those that are most like it. */
void askers_of(struct askers *out, const struct knowledge *knowledge, const struct net_event *event)
{
	const struct catalog *catalog = knowledge_everything(knowledge);
	struct search search = { event, out, 1 };

	*out = (struct askers){ .models = NULL };
	for (size_t i = 0; catalog && i < catalog->vendor_count; i++) {
		for (size_t k = 0; k < catalog->vendors[i].recipe_count; k++)
			look_at(&search, &catalog->vendors[i].recipes[k]);
	}
}

void askers_done(struct askers *askers)
{
	for (size_t i = 0; i < askers->count; i++)
		free(askers->models[i]);
	free(askers->models);
	*askers = (struct askers){ .models = NULL };
}

char *askers_list(const char *const *models, size_t count)
{
	struct joined list = { 0 };

	for (size_t i = 0; i < count && i < SHOWN; i++)
		joined_add(&list, ", ", "%s", models[i]);
	if (count > SHOWN)
		joined_add(&list, " ", "and %zu more", count - SHOWN);
	return joined_take(&list);
}

static bool has(const uint32_t *addresses, size_t count, uint32_t address)
{
	for (size_t i = 0; i < count; i++) {
		if (addresses[i] == address)
			return true;
	}
	return false;
}

static void add_addresses(const struct recipe *recipe, uint32_t **addresses, size_t *count)
{
	for (size_t i = 0; fetches(recipe) && i < recipe->network.pc_address_count; i++) {
		const uint32_t address = recipe->network.pc_addresses[i].range.first;

		if (!address || has(*addresses, *count, address))
			continue;
		*addresses = mem_grow(*addresses, *count, sizeof(**addresses));
		(*addresses)[(*count)++] = address;
	}
}

uint32_t *askers_addresses(const struct knowledge *knowledge, size_t *count)
{
	const struct catalog *catalog = knowledge_everything(knowledge);
	uint32_t *addresses = NULL;

	*count = 0;
	for (size_t i = 0; catalog && i < catalog->vendor_count; i++) {
		for (size_t k = 0; k < catalog->vendors[i].recipe_count; k++)
			add_addresses(&catalog->vendors[i].recipes[k], &addresses, count);
	}
	return addresses;
}
