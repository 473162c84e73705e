#include "base/mem.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/cache/permitted.h"
#include "cli/commands/commands.h"
#include "cli/supply/openwrtsource.h"
#include "cli/supply/words.h"

#include <stdio.h>

static bool add_word(struct supply *supply, const struct recipe *recipe, size_t i,
                     struct sourced *out, struct failure *why)
{
	const struct options *options = supply->options;
	struct digest sha256;
	const bool has_sha256 = i < options->sha256.count;
	const struct source_word word = {
		.text = options->firmware.items[i],
		.sha256 = has_sha256 ? &sha256 : NULL,
		.recipe = recipe,
		.wanted = recipe->file_count == 1 ? &recipe->files[0] : NULL,
	};

	if (has_sha256 && !word_digest(options->sha256.items[i], &sha256, why))
		return false;
	if (!word_is_remote(word.text))
		return fail(why, FAIL_USAGE, "'%s' is not an address; a file need not be fetched",
		            word.text);
	return word_fetch(supply, &word, out, why);
}

static bool fetch_words(struct supply *supply, const struct recipe *recipe, struct sourced *out,
                        struct failure *why)
{
	for (size_t i = 0; i < supply->options->firmware.count; i++) {
		if (!add_word(supply, recipe, i, out, why))
			return false;
	}
	return true;
}

static void tell(const struct supply *supply, const struct recipe *recipe,
                 const struct supplied *file)
{
	const struct provenance *provenance = &file->provenance;
	const bool may_be_passed_on =
	        permitted_address(&supply->knowledge->catalog,
	                          openwrtsource_mirror(supply->options), provenance->address);
	AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);
	AUTO_FREE char *remarks = provenance_remarks(provenance);
	AUTO_FREE char *signer = mem_printf("signature by %s", file->signer);
	const char *voucher = file->signer[0]       ? signer
	                      : provenance->voucher ? provenance->voucher
	                                            : trust_words(file->judged);
	char hex[DIGEST_HEX];
	char size[TEXT_SIZE];

	digest_to_hex(&file->object.sha256, hex);
	report_event(supply->report, "result",
	             json_pack("{s:s, s:s, s:o, s:I, s:s, s:s, s:s, s:b, s:b}", "recipe", name,
	                       "name", file->name, "address", report_json(provenance->address),
	                       "size", (json_int_t)file->object.size, "sha256", hex, "trust",
	                       trust_name(file->judged), "vouched", voucher, "fetched",
	                       file->was_fetched, "may_be_passed_on", may_be_passed_on));
	if (supply->report->json)
		return;
	text_size(size, file->object.size);
	printf("%s: %s (%s)%s%s\n  SHA-256: %s\n  vouched for by: %s\n", name, file->name, size,
	       remarks[0] ? ", " : "", remarks, hex, voucher);
	printf("  may it be passed on: %s\n", may_be_passed_on ? "yes" : "not known");
}

static bool fetch_recipe(struct supply *supply, const struct recipe *recipe, struct failure *why)
{
	const struct option_list *digests = &supply->options->sha256;
	struct sourced sourced = { 0 };
	struct digest sha256;
	bool good;

	if (supply->options->firmware.count)
		good = fetch_words(supply, recipe, &sourced, why);
	else
		good = (!digests->count || word_digest(digests->items[0], &sha256, why)) &&
		       sources_fetch_known(supply, recipe, digests->count ? &sha256 : NULL,
		                           &sourced, why);
	report_end_line(supply->report);
	for (size_t i = 0; good && i < sourced.count; i++)
		tell(supply, recipe, &sourced.files[i].supplied);
	sourced_done(&sourced);
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
	report_warning(supply->report, "%s/%s: %s", recipe->vendor, recipe->model, why->text);
	if (why->kind != FAIL_USAGE && !tally->first.text[0])
		tally->first = *why;
	return true;
}

static bool fetch_every(struct supply *supply, const struct vendor *vendor, struct failure *why)
{
	const bool any = supply->options->firmware.count;
	struct tally tally = { 0 };

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if ((any || sources_known(recipe, true)) &&
		    !fetch_one_of(supply, recipe, &tally, why))
			return false;
	}
	if (!tally.first.text[0])
		return tally.fetched ||
		       fail(why, FAIL_USAGE, "nothing of '%s' can be fetched without more words",
		            vendor->name);
	*why = tally.first;
	return false;
}

/* "r1cm (Model: R1CM), ..." is long: each on a line of its own, before the failure. */
static bool fail_without_model(const struct vendor *vendor, struct report *report,
                               struct failure *why)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (sources_known(recipe, true))
			report_subject(report, "  %-12s %s: %s", recipe->model, recipe->title,
			               recipe->label);
	}
	return fail(why, FAIL_USAGE, "missing: --model NAME, or --all for all of %s's",
	            vendor->title);
}

static bool fetch(struct supply *supply, const struct vendor *vendor, struct report *report,
                  struct failure *why)
{
	const struct options *options = supply->options;
	const struct recipe *recipe = NULL;
	char answer[ANSWER];

	if (options->all && options->model)
		return fail(why, FAIL_USAGE, "--all and --model exclude one another");
	if (options->all)
		return fetch_every(supply, vendor, why);
	if (!options->model && !ask_possible())
		return fail_without_model(vendor, report, why);
	if (!options->model && !ask_model(report, vendor, answer, why))
		return false;
	return knowledge_recipe(supply->knowledge, vendor, options->model ? options->model : answer,
	                        &recipe, why) &&
	       fetch_recipe(supply, recipe, why);
}

bool command_fetch(const struct options *options, struct report *report, struct failure *why)
{
	struct knowledge knowledge;
	const struct vendor *vendor = NULL;
	struct supply supply = { 0 };
	char answer[ANSWER];
	bool good = knowledge_load(&knowledge, options, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	if (good && !options->vendor && !ask_possible())
		good = fail(why, FAIL_USAGE,
		            "missing: --vendor NAME ('mkrescue-usb list' lists all vendors)");
	else if (good && !options->vendor)
		good = ask_vendor(report, &knowledge.catalog, answer, why);
	good = good && knowledge_vendor(&knowledge, options->vendor ? options->vendor : answer,
	                                &vendor, why);
	supply = supply_for(options, &knowledge, report);
	good = good && fetch(&supply, vendor, report, why);
	supply_done(&supply);
	knowledge_done(&knowledge);
	return good;
}
