#include "app/sources/companion.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4096, BESIDE_MAX = 2 };

/* One file beside: fetched, and its text. */
struct companion {
	const struct slot *slot; /* its place on the medium, or NULL */
	struct supplied supplied;
	char text[TEXT_MAX + 1];
};

/* "omnia.tar.gz.sha256" where the recipe wants it beside "omnia.tar.gz". */
static const struct slot *slot_of_companion(const struct supply_order *order, const char *ending)
{
	AUTO_FREE char *name = NULL;

	if (!order->slot || !order->slot->name)
		return NULL;
	name = mem_printf("%s%s", order->slot->name, ending);
	return recipe_file_named(order->recipe, name);
}

static bool fetch_companion_text(struct supply *supply, const char *address, struct companion *out,
                                 struct failure *why)
{
	const char *const addresses[] = { address, NULL };
	struct fetch_order order = supply_terms(supply);
	struct stored *object = &out->supplied.object;
	struct fetched fetched;
	struct wait_watch waits;

	order.what = file_name_in(address);
	order.addresses = addresses;
	order.limits.size = TEXT_MAX;
	wait_watch_begin(&waits, order.progress);
	order.progress = &waits.progress;
	if (!supply_open_store(supply, why) || !fetch_file(&supply->store, &order, &fetched, why))
		return false;
	*object = fetched.object;
	out->supplied.was_fetched = fetched.address != NULL;
	out->supplied.name = mem_strdup(order.what);
	out->supplied.provenance = (struct provenance){ .address = mem_strdup(address),
		                                        .has_sha256 = true,
		                                        .sha256 = object->sha256 };
	return (object->size <= TEXT_MAX &&
	        file_read_at(object->fd, 0, out->text, (size_t)object->size)) ||
	       fail(why, FAIL_FIRMWARE, "'%s' cannot be read", address);
}

/* A line of sha256sum, or the digits alone. */
static bool use_sum(const char *address, const char *text, struct supply_order *order,
                    struct failure *why)
{
	struct provenance *provenance = &order->provenance;
	AUTO_FREE char *digits = mem_printf("%.*s", (int)strcspn(text, " \t\r\n"), text);
	struct digest sha256;

	if (!digest_from_hex(digits, &sha256))
		return fail(why, FAIL_FIRMWARE, "'%s' is not a SHA-256 sum", address);
	if (provenance->has_sha256)
		return digest_equal(&sha256, &provenance->sha256) ||
		       fail(why, FAIL_FIRMWARE, "'%s' is the SHA-256 sum of another file", address);
	provenance->has_sha256 = true;
	provenance->sha256 = sha256;
	provenance->authenticated_by = mem_strdup("https, and the SHA-256 published beside it");
	return true;
}

struct companions {
	struct companion items[BESIDE_MAX];
	size_t count;
	struct usign signature;
};

static bool use(struct supply *supply, struct companions *all, const struct companion *one,
                struct supply_order *order, struct failure *why)
{
	const struct bytes text = { (const uint8_t *)one->text, one->supplied.object.size };
	const char *address = one->supplied.provenance.address;

	if (strcmp(address + strlen(address) - 4, ".sig") != 0)
		return use_sum(address, one->text, order, why);
	if (usign_parse(text, ED25519_SIGNATURE, &all->signature))
		order->signature = &all->signature;
	else
		ui_note(supply->ui, "'%s' is an unsupported kind of companion file", address);
	return true;
}

/* A missing one is reported, and the build goes on without it. */
static bool get_all(struct supply *supply, struct supply_order *order, struct companions *out,
                    struct failure *why)
{
	const struct known_download *download = order->provenance.download;

	for (size_t i = 0; download && i < download->beside_count && i < BESIDE_MAX; i++) {
		struct companion *one = &out->items[out->count];
		AUTO_FREE char *address = mem_printf("%s%s", download->url, download->beside[i]);

		*one = (struct companion){ .supplied = { .object = { .fd = -1 } } };
		one->slot = slot_of_companion(order, download->beside[i]);
		if (fetch_companion_text(supply, address, one, why)) {
			out->count++;
			if (!use(supply, out, one, order, why))
				return false;
			continue;
		}
		supplied_done(&one->supplied);
		if (why->kind != FAIL_NETWORK)
			return false;
		ui_warning(supply->ui, "%s", why->text);
	}
	return true;
}

/* They are worth what the file is worth that they belong to. */
static void add_companions(struct companions *all, const struct supplied *file,
                           struct supplies *out)
{
	for (size_t i = 0; i < all->count; i++) {
		struct companion *one = &all->items[i];

		if (!one->slot)
			continue;
		one->supplied.provenance.trust = file->provenance.trust;
		one->supplied.provenance.download = file->provenance.download;
		supplies_add(out, one->slot, &one->supplied);
	}
}

bool companion_fetch(struct supply *supply, struct supply_order *order, struct supplies *out,
                     struct failure *why)
{
	struct companions all = { 0 };
	struct supplied file = { .object = { .fd = -1 } };
	bool good = get_all(supply, order, &all, why) && supply_fetch(supply, order, &file, why);

	if (good) {
		add_companions(&all, &file, out);
		supplies_add(out, order->slot, &file);
	} else {
		provenance_done(&order->provenance);
	}
	for (size_t i = 0; i < all.count; i++)
		supplied_done(&all.items[i].supplied);
	return good;
}
