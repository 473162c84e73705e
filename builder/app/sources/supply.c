#include "app/sources/supply.h"

#include "app/knowledge/home.h"
#include "app/sources/acceptance.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "base/text/url.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SHOWN = 128 };

struct supply supply_for(const struct request *request, const struct knowledge *knowledge,
                         struct ui *ui)
{
	return (struct supply){ .request = request, .knowledge = knowledge, .ui = ui };
}

bool supply_open_store(struct supply *supply, struct failure *why)
{
	supply->is_open = supply->is_open || home_store(&supply->store, why);
	return supply->is_open;
}

void supply_done(struct supply *supply)
{
	if (supply->is_open)
		store_done(&supply->store);
	free(supply->chosen);
	*supply = (struct supply){ 0 };
}

struct fetch_order supply_terms(const struct supply *supply)
{
	const struct request_firmware *firmware = &supply->request->firmware;
	struct fetch_order order = {
		.offline = firmware->offline,
		.limits = download_usual_limits(),
		.progress = &supply->ui->progress,
	};

	if (firmware->doubts_network)
		order.limits.lookup_seconds = LOOKUP_SECONDS_IN_DOUBT;
	return order;
}

static void ignore(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	(void)progress;
	(void)step;
	(void)done;
	(void)total;
}

static void pass_on(struct progress *progress, const char *step, uint64_t seconds)
{
	progress_wait(((struct wait_watch *)progress)->next, step, seconds);
}

void wait_watch_begin(struct wait_watch *out, struct progress *next)
{
	*out = (struct wait_watch){ { ignore, pass_on }, next };
}

/* "miwifi_r3g.bin" of an address; what stands behind '?' or '#' is no part of a name. */
static char *name_in(const char *address)
{
	AUTO_FREE char *path = mem_printf("%.*s", (int)strcspn(address, "?#"), address);
	char name[NAME_SHOWN];

	text_clean(name, sizeof(name), file_name_in(path));
	return mem_strdup(name[0] ? name : "firmware");
}

static void report(const struct supply *supply, const struct supplied *supplied)
{
	char size[TEXT_SIZE];

	text_size(size, supplied->object.size);
	if (supplied->was_fetched)
		ui_note(supply->ui, "Fetched '%s' (%s) from %s", supplied->name, size,
		        supplied->provenance.address);
	else
		ui_detail(supply->ui, "'%s' (%s) is in the cache", supplied->name, size);
}

/* What is unpacked later may be larger or smaller on its way. */
static uint64_t ceiling_for(const struct slot *slot, uint64_t usual)
{
	return slot && slot->size_max && slot->transform == TRANSFORM_NONE ? slot->size_max : usual;
}

static bool fetch(struct supply *supply, struct supply_order *order, const char *name,
                  struct fetched *out, struct failure *why)
{
	AUTO_FREE char *what = order->recipe ? mem_printf("%s of '%s'", slot_title(order->slot),
	                                                  order->recipe->title)
	                                     : mem_strdup("the firmware");
	struct acceptance acceptance = { supply, order, name, false };
	struct fetch_order fetch = supply_terms(supply);

	acceptance.must_be_signed = order->addresses[0] && !url_is_https(order->addresses[0]) &&
	                            !trust_suffices(order->provenance.trust);
	fetch.what = what;
	fetch.addresses = order->addresses;
	fetch.advice = order->advice;
	fetch.sha256 = order->provenance.has_sha256 ? &order->provenance.sha256 : NULL;
	fetch.size = order->size;
	fetch.limits.size = ceiling_for(order->slot, fetch.limits.size);
	fetch.judge = acceptance_check;
	fetch.context = &acceptance;
	fetch.check_proves = acceptance.must_be_signed;
	fetch.is_immutable = order->is_immutable;
	return supply_open_store(supply, why) && fetch_file(&supply->store, &fetch, out, why);
}

/* That it came over https is known of what was fetched here, not of what was imported. */
static void doubt(struct provenance *provenance, const struct fetched *fetched)
{
	if (!fetched->is_imported || trust_suffices(provenance->trust))
		return;
	provenance->trust = TRUST_NONE;
	free(provenance->authenticated_by);
	provenance->authenticated_by = NULL;
}

bool supply_fetch(struct supply *supply, struct supply_order *order, struct supplied *out,
                  struct failure *why)
{
	const char *address = order->addresses[0];
	AUTO_FREE char *name = order->name ? mem_strdup(order->name) : name_in(address);
	struct fetched fetched;

	*out = (struct supplied){ .object = { .fd = -1 } };
	/* The first one, wherever it came from: the same file says the same of itself. */
	order->provenance.address = address ? mem_strdup(address) : NULL;
	if (!fetch(supply, order, name, &fetched, why)) {
		provenance_done(&order->provenance);
		return false;
	}
	if (fetched.was_damaged)
		ui_warning(supply->ui, "'%s' was damaged in the cache; it was downloaded again",
		           name);
	*out = (struct supplied){
		.object = fetched.object,
		.was_fetched = fetched.address != NULL,
		.name = TAKE(name),
		.provenance = order->provenance,
		.judged = order->judged,
	};
	memcpy(out->signer, order->signer, sizeof(out->signer));
	order->provenance = (struct provenance){ 0 };
	doubt(&out->provenance, &fetched);
	out->provenance.sha256 = out->object.sha256;
	out->provenance.has_sha256 = true;
	report(supply, out);
	return true;
}

void supplied_done(struct supplied *supplied)
{
	stored_done(&supplied->object);
	free(supplied->name);
	provenance_done(&supplied->provenance);
	*supplied = (struct supplied){ .object = { .fd = -1 } };
}

void supplies_done(struct supplies *supplies)
{
	for (size_t i = 0; i < supplies->count; i++)
		supplied_done(&supplies->files[i].supplied);
	free(supplies->files);
	*supplies = (struct supplies){ 0 };
}

void supplies_add(struct supplies *supplies, const struct slot *slot, struct supplied *supplied)
{
	supplies->files = mem_grow(supplies->files, supplies->count, sizeof(*supplies->files));
	supplies->files[supplies->count++] = (struct supply_file){ slot, *supplied };
	*supplied = (struct supplied){ .object = { .fd = -1 } };
}

bool supply_take(const struct supply *supply, const struct stored *object, const char *name,
                 char **path, struct firmware_content *out, struct failure *why)
{
	char hex[DIGEST_HEX];

	digest_to_hex(&object->sha256, hex);
	*path = mem_printf("%s/sha256/%.2s/%s", supply->store.path, hex, hex);
	*out = (struct firmware_content){ .fd = object->fd, .path = *path, .name = name };
	return firmware_take_open(out, why);
}
