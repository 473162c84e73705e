#include "app/fetch.h"

#include "app/cache/permitted.h"
#include "app/dialogue/which_router.h"
#include "app/event.h"
#include "app/knowledge/find.h"
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
		return tally.fetched || fail(why, FAIL_NO_ADDRESS,
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
			ui_subject(ui, "  %s: %s (%s)", recipe->model, recipe->title,
			           recipe->label);
	}
	return fail(why, FAIL_INCOMPLETE, "missing: --model NAME, or --all for all of %s's",
	            vendor->title);
}

/* Whose firmware it is: of one model, or of a vendor's. */
struct router {
	const struct vendor *vendor;
	const struct recipe *recipe; /* NULL while it is not known */
};

static bool find_model(struct supply *supply, struct router *router, const char *typed,
                       struct failure *why)
{
	const struct find_request finding = { supply->knowledge, router->vendor, supply->ui };

	return router->recipe || find_router(&finding, typed, &router->recipe, why);
}

static bool ask_router(struct supply *supply, struct router *router, struct failure *why)
{
	const struct router_question question = { .knowledge = supply->knowledge,
		                                  .vendor = router->vendor };
	struct router_answer answer;

	if (!which_router(&question, supply->ui, &answer, why))
		return false;
	router->recipe = answer.recipe;
	router->vendor = catalog_vendor(&supply->knowledge->catalog, answer.recipe->vendor);
	return true;
}

static bool fetch(struct supply *supply, struct router *router, bool all, struct failure *why)
{
	const struct vendor *vendor = router->vendor;
	const char *model = supply->request->router.model;

	if (all && model)
		return fail(why, FAIL_CONFLICT, "--all and --model cannot be used together");
	if (all)
		return fetch_every(supply, vendor, why);
	if (!model && !router->recipe && !supply->ui->can_ask)
		return fail_without_model(vendor, supply->ui, why);
	if (!model && !router->recipe)
		return ask_router(supply, router, why) && fetch_recipe(supply, router->recipe, why);
	return find_model(supply, router, model, why) && fetch_recipe(supply, router->recipe, why);
}

/* From the name of its vendor, or from what is on its box. */
static bool find_typed(struct supply *supply, const char *typed, bool is_vendor, struct router *out,
                       struct failure *why)
{
	if (is_vendor || catalog_vendor(&supply->knowledge->catalog, typed))
		return knowledge_vendor(supply->knowledge, typed, &out->vendor, why);
	if (!find_model(supply, out, typed, why))
		return false;
	out->vendor = catalog_vendor(&supply->knowledge->catalog, out->recipe->vendor);
	return true;
}

static bool find_vendor(struct supply *supply, struct router *out, struct failure *why)
{
	const struct request_router *typed = &supply->request->router;
	const char *name = typed->vendor ? typed->vendor : typed->model;

	if (name)
		return find_typed(supply, name, typed->vendor != NULL, out, why);
	if (supply->ui->can_ask)
		return ask_router(supply, out, why);
	return fail(why, FAIL_INCOMPLETE,
	            "missing: --vendor NAME ('mkrescue-usb list' lists all vendors)");
}

bool fetch_firmware(const struct request *request, bool all, struct ui *ui, struct failure *why)
{
	struct knowledge knowledge = { 0 };
	struct router router = { .vendor = NULL };
	struct supply supply = supply_for(request, &knowledge, ui);
	bool good = knowledge_load(&knowledge, request, why);

	knowledge_warn(&knowledge, ui);
	good = good && find_vendor(&supply, &router, why) && router.vendor;
	good = good && fetch(&supply, &router, all, why);
	supply_done(&supply);
	knowledge_done(&knowledge);
	return good;
}
