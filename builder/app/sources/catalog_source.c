#include "app/sources/catalog_source.h"

#include "app/sources/companion.h"
#include "app/sources/makers/maker_source.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/url.h"

#include <stdlib.h>
#include <string.h>

/* What ends in a slash is a page to look at, and what ftp has is for people, too. */
static bool is_file(const struct known_download *download)
{
	return url_scheme(download->url) && download->url[strlen(download->url) - 1] != '/';
}

static bool is_channel(const struct known_download *download, const char *channel)
{
	return channel ? download->channel && strcmp(download->channel, channel) == 0
	               : !download->channel;
}

static size_t count_required(const struct recipe *recipe)
{
	size_t count = 0;

	for (size_t i = 0; i < recipe->file_count; i++)
		count += !recipe->files[i].optional;
	return count;
}

bool catalog_source_knows(const struct recipe *recipe, bool with_developer)
{
	if (maker_source_slot(recipe))
		return true;
	for (size_t i = 0; i < recipe->download_count; i++) {
		const struct known_download *download = &recipe->downloads[i];

		if (is_file(download) && (with_developer || !is_channel(download, "developer")))
			return true;
	}
	return false;
}

/* A list of addresses is one file's; where a recipe needs several, the names decide. */
static const struct slot *slot_of(const struct recipe *recipe,
                                  const struct known_download *download)
{
	const struct slot *named = recipe_file_named(recipe, file_name_in(download->url));

	if (!is_file(download) || !recipe->file_count)
		return NULL;
	if (named)
		return named;
	return count_required(recipe) <= 1 ? &recipe->files[0] : NULL;
}

/* The candidates for one place, in the order they are tried. */
struct choice {
	const struct recipe *recipe;
	const struct slot *slot;
	const struct digest *sha256;        /* what the user says of it, or NULL */
	const struct known_download **list; /* NULL in it: what the maker's own list names */
	size_t count;
	size_t developer_count; /* left out */
};

/* One attempt, with what lies beside. */
static bool fetch_download(struct supply *supply, const struct choice *choice,
                           const struct known_download *download, struct supplies *out,
                           struct failure *why)
{
	const char *const addresses[] = { download ? download->url : NULL, NULL };
	struct supply_order order = {
		.recipe = choice->recipe,
		.slot = choice->slot,
		.addresses = addresses,
	};

	if (!download)
		return maker_source_fetch_stable(supply, choice->recipe, choice->slot,
		                                 choice->sha256, out, why);
	order.size = download->size;
	order.is_immutable = download->md5_tail != NULL;
	order.provenance = provenance_of_address(download->url, download);
	return provenance_add_digest(&order.provenance, choice->sha256, download->url, why) &&
	       companion_fetch(supply, &order, out, why);
}

static bool is_pinned_stable(const struct known_download *download)
{
	return is_channel(download, "stable") && download->sha256;
}

static bool is_other_stable(const struct known_download *download)
{
	return is_channel(download, "stable") && !download->sha256;
}

static bool is_unknown(const struct known_download *download)
{
	return is_channel(download, NULL);
}

static bool is_developer(const struct known_download *download)
{
	return is_channel(download, "developer");
}

static void add_those(struct choice *choice, bool (*fits)(const struct known_download *download))
{
	const struct recipe *recipe = choice->recipe;

	for (size_t i = 0; i < recipe->download_count; i++) {
		const struct known_download *download = &recipe->downloads[i];

		if (slot_of(recipe, download) == choice->slot && fits(download))
			choice->list[choice->count++] = download;
	}
}

/*
 * A stable build whose content is known, then the newest by the maker's list. A developer
 * build is never chosen unless the user says so.
 */
static struct choice choose(const struct recipe *recipe, const struct slot *slot,
                            bool accept_developer)
{
	struct choice out = {
		.recipe = recipe,
		.slot = slot,
		.list = mem_zalloc(recipe->download_count + 2, sizeof(struct known_download *)),
	};
	size_t count;

	add_those(&out, is_pinned_stable);
	if (slot == maker_source_slot(recipe))
		out.list[out.count++] = NULL;
	add_those(&out, is_other_stable);
	add_those(&out, is_unknown);
	count = out.count;
	add_those(&out, is_developer);
	if (accept_developer)
		return out;
	out.developer_count = out.count - count;
	out.count = count;
	return out;
}

static const char *openwrt_words(const struct recipe *recipe)
{
	return recipe_takes_openwrt(recipe)
	               ? ", or take OpenWrt's image with --firmware openwrt:latest"
	               : "";
}

/* Without a network a developer build helps only where it was fetched before. */
static bool may_take_developer(struct supply *supply, const struct choice *choice)
{
	bool is_cached = false;

	if (!choice->developer_count || !supply->request->firmware.offline)
		return choice->developer_count;
	for (size_t i = 0; !is_cached && supply->is_open && i < choice->recipe->download_count;
	     i++) {
		const struct known_download *download = &choice->recipe->downloads[i];
		struct digest last;

		is_cached = slot_of(choice->recipe, download) == choice->slot &&
		            is_developer(download) &&
		            store_recall(&supply->store, download->url, &last);
	}
	return is_cached;
}

/* --offline: each address would say the same. */
static bool none_is_cached(const struct supply *supply, const struct choice *choice,
                           struct failure *why)
{
	const struct recipe *recipe = choice->recipe;

	return fail(why, FAIL_NOT_CACHED,
	            "no firmware for '%s' is in the cache '%s'; fetch it once with a network "
	            "connection ('mkrescue-usb fetch --vendor %s --model %s%s'), or give the file "
	            "with --firmware FILE",
	            recipe->title, supply->store.path, recipe->vendor, recipe->model,
	            choice->count ? "" : " --accept-developer");
}

static bool nothing_known(struct supply *supply, const struct choice *choice, struct failure *why)
{
	const struct slot *slot = choice->slot;
	const char *title = choice->recipe->title;

	if (choice->developer_count && supply->request->firmware.offline &&
	    supply_open_store(supply, why) && !may_take_developer(supply, choice))
		return none_is_cached(supply, choice, why);
	if (choice->developer_count)
		return fail_unless(why, FAIL_DEVELOPER_BUILD, "--accept-developer",
		                   "only developer builds are known for '%s'; use "
		                   "--accept-developer to fetch one, or --firmware FILE to use "
		                   "your own file%s",
		                   title, openwrt_words(choice->recipe));
	return fail(why, FAIL_NO_ADDRESS,
	            "no download address is known for '%s' of '%s'%s%s%s; give the file with "
	            "--firmware FILE%s",
	            slot_title(slot), title, slot->from ? " (it comes from: " : "",
	            slot->from ? slot->from : "", slot->from ? ")" : "",
	            openwrt_words(choice->recipe));
}

static bool may_go_on(const struct failure *why)
{
	return why->kind == FAIL_NETWORK || why->kind == FAIL_FIRMWARE;
}

/* What went wrong at the addresses that were tried. */
struct troubles {
	struct joined text;
	size_t count;
	size_t not_cached; /* of these */
	enum fail_kind kind;
	char remedy[sizeof(((struct failure *)0)->remedy)]; /* of the first that has one */
};

/* The wrong content somewhere weighs more than a dead address. */
static void add_trouble(struct troubles *troubles, const struct failure *why)
{
	joined_add(&troubles->text, "; ", "%s", why->text);
	troubles->count++;
	troubles->not_cached += why->reason == FAIL_NOT_CACHED;
	if (why->kind == FAIL_FIRMWARE)
		troubles->kind = FAIL_FIRMWARE;
	if (!troubles->remedy[0])
		memcpy(troubles->remedy, why->remedy, sizeof(troubles->remedy));
}

static bool fail_everywhere(struct supply *supply, struct troubles *troubles,
                            const struct choice *choice, struct failure *why)
{
	AUTO_FREE char *text = joined_take(&troubles->text);
	const char *from = choice->slot->from;
	const bool may_take = may_take_developer(supply, choice);

	if (troubles->not_cached == troubles->count && !may_take)
		return none_is_cached(supply, choice, why);
	if (may_take && !troubles->remedy[0])
		return fail_unless(
		        why, troubles->kind, "--accept-developer",
		        "%s; the catalogue has developer builds, which "
		        "--accept-developer fetches; or give a file with --firmware FILE",
		        text);

	return fail_unless(
	        why, troubles->kind, troubles->remedy,
	        "%s; get the file from the vendor%s%s%s, and give it with --firmware FILE%s", text,
	        from ? " (" : "", from ? from : "", from ? ")" : "", openwrt_words(choice->recipe));
}

static bool fetch_any(struct supply *supply, const struct choice *choice, struct supplies *out,
                      struct failure *why)
{
	struct troubles troubles = { .kind = FAIL_NETWORK };
	bool fetched = false;

	for (size_t i = 0; !fetched && i < choice->count; i++) {
		fetched = fetch_download(supply, choice, choice->list[i], out, why);
		if (!fetched && !may_go_on(why))
			break;
		if (!fetched)
			add_trouble(&troubles, why);
	}
	if (!fetched && may_go_on(why))
		fetched = fail_everywhere(supply, &troubles, choice, why);
	free(troubles.text.text);
	return fetched;
}

static bool fetch_place(struct supply *supply, const struct recipe *recipe, const struct slot *slot,
                        const struct digest *sha256, struct supplies *out, struct failure *why)
{
	struct choice choice = choose(recipe, slot, supply->request->firmware.accept_developer);
	bool good;

	choice.sha256 = sha256;
	good = choice.count ? fetch_any(supply, &choice, out, why)
	                    : slot->optional || nothing_known(supply, &choice, why);

	free(choice.list);
	return good;
}

static bool has_file(const struct supplies *supplies, const struct slot *slot)
{
	for (size_t i = 0; i < supplies->count; i++) {
		if (supplies->files[i].slot == slot)
			return true;
	}
	return false;
}

bool catalog_source_fetch(struct supply *supply, const struct recipe *recipe,
                          const struct digest *sha256, struct supplies *out, struct failure *why)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *slot = &recipe->files[i];

		if (!has_file(out, slot) &&
		    !fetch_place(supply, recipe, slot, i ? NULL : sha256, out, why))
			return false;
	}
	return true;
}
