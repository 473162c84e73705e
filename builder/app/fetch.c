#include "app/fetch.h"

#include "app/cache/permitted.h"
#include "app/event.h"
#include "app/knowledge/choose.h"
#include "app/sources/catalog_source.h"
#include "app/sources/openwrt_source.h"
#include "app/sources/remote.h"

static bool add_word(struct supply *supply, const struct recipe *recipe, size_t i,
                     struct supplies *out, struct failure *why)
{
	const struct request_firmware *firmware = &supply->request->firmware;
	struct digest sha256;
	const bool has_sha256 = i < firmware->sha256.count;
	const struct source_word word = {
		.text = firmware->files.items[i],
		.sha256 = has_sha256 ? &sha256 : NULL,
		.recipe = recipe,
		.slot = recipe->file_count == 1 ? &recipe->files[0] : NULL,
	};

	if (has_sha256 && !remote_digest(firmware->sha256.items[i], &sha256, why))
		return false;
	if (!remote_is(word.text))
		return fail(why, FAIL_USAGE,
		            "'%s' is not an address; only addresses can be fetched", word.text);
	return remote_fetch(supply, &word, out, why);
}

static bool fetch_words(struct supply *supply, const struct recipe *recipe, struct supplies *out,
                        struct failure *why)
{
	for (size_t i = 0; i < supply->request->firmware.files.count; i++) {
		if (!add_word(supply, recipe, i, out, why))
			return false;
	}
	return true;
}

static void report(const struct supply *supply, const struct recipe *recipe,
                   const struct supplied *file)
{
	const char *mirror = openwrt_source_mirror(&supply->request->firmware);
	const struct ui_event event = {
		.kind = EVENT_FETCHED,
		.fetched = {
			.recipe = recipe,
			.file = file,
			.may_be_passed_on = permitted_address(&supply->knowledge->catalog, mirror,
			                                      file->provenance.address),
		},
	};

	ui_event(supply->ui, &event);
}

static bool fetch_recipe(struct supply *supply, const struct recipe *recipe, struct failure *why)
{
	const struct strings *digests = &supply->request->firmware.sha256;
	struct supplies supplies = { 0 };
	struct digest sha256;
	bool good;

	if (supply->request->firmware.files.count)
		good = fetch_words(supply, recipe, &supplies, why);
	else
		good = (!digests->count || remote_digest(digests->items[0], &sha256, why)) &&
		       catalog_source_fetch(supply, recipe, digests->count ? &sha256 : NULL,
		                            &supplies, why);
	for (size_t i = 0; good && i < supplies.count; i++)
		report(supply, recipe, &supplies.files[i].supplied);
	supplies_done(&supplies);
	return good;
}

/* Models that were tried, and the first failure that is not only a lack of words. */
struct tally {
	size_t fetched;
	struct failure first;
};

/* One that fails stops no other, unless the user wants out or the disk is full. */
static bool fetch_one_of(struct supply *supply, const struct recipe *recipe, struct tally *tally,
                         struct failure *why)
{
	if (fetch_recipe(supply, recipe, why)) {
		tally->fetched++;
		return true;
	}
	if (why->kind == FAIL_INTERRUPTED || why->kind == FAIL_IO)
		return false;
	ui_warning(supply->ui, "%s/%s: %s", recipe->vendor, recipe->model, why->text);
	if (why->kind != FAIL_USAGE && !tally->first.text[0])
		tally->first = *why;
	return true;
}

static bool fetch_every(struct supply *supply, const struct vendor *vendor, struct failure *why)
{
	const bool any = supply->request->firmware.files.count;
	struct tally tally = { 0 };

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if ((any || catalog_source_knows(recipe, true)) &&
		    !fetch_one_of(supply, recipe, &tally, why))
			return false;
	}
	if (!tally.first.text[0])
		return tally.fetched || fail(why, FAIL_USAGE,
		                             "no model of '%s' has a download address in the "
		                             "catalogue; give addresses with --firmware",
		                             vendor->name);
	*why = tally.first;
	return false;
}

/* "r1cm (Model: R1CM), ..." is long: each on a line of its own, before the failure. */
static bool fail_without_model(const struct vendor *vendor, struct ui *ui, struct failure *why)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (catalog_source_knows(recipe, true))
			ui_subject(ui, "  %-12s %s: %s", recipe->model, recipe->title,
			           recipe->label);
	}
	return fail(why, FAIL_USAGE, "missing: --model NAME, or --all for all of %s's",
	            vendor->title);
}

static bool fetch(struct supply *supply, const struct vendor *vendor, bool all, struct failure *why)
{
	const char *model = supply->request->router.model;
	const struct recipe *recipe = NULL;
	char answer[UI_ANSWER];

	if (all && model)
		return fail(why, FAIL_USAGE, "--all and --model cannot be used together");
	if (all)
		return fetch_every(supply, vendor, why);
	if (!model && !supply->ui->can_ask)
		return fail_without_model(vendor, supply->ui, why);
	if (!model && !choose_model(supply->ui, vendor, answer, why))
		return false;
	return knowledge_recipe(supply->knowledge, vendor, model ? model : answer, &recipe, why) &&
	       fetch_recipe(supply, recipe, why);
}

static bool find_vendor(const struct knowledge *knowledge, const struct request *request,
                        struct ui *ui, const struct vendor **out, struct failure *why)
{
	const char *name = request->router.vendor;
	char answer[UI_ANSWER];

	if (!name && !(ui->can_ask ? choose_vendor(ui, &knowledge->catalog, answer, why)
	                           : fail(why, FAIL_USAGE,
	                                  "missing: --vendor NAME ('mkrescue-usb list' lists all "
	                                  "vendors)")))
		return false;
	return knowledge_vendor(knowledge, name ? name : answer, out, why);
}

bool fetch_firmware(const struct request *request, bool all, struct ui *ui, struct failure *why)
{
	struct knowledge knowledge = { 0 };
	const struct vendor *vendor = NULL;
	struct supply supply = supply_for(request, &knowledge, ui);
	bool good = knowledge_load(&knowledge, request, why);

	knowledge_warn(&knowledge, ui);
	good = good && find_vendor(&knowledge, request, ui, &vendor, why);
	good = good && fetch(&supply, vendor, all, why);
	supply_done(&supply);
	knowledge_done(&knowledge);
	return good;
}
