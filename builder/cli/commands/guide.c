#include "guide/guide.h"

#include "app/knowledge/find.h"
#include "app/site/site_folder.h"
#include "cli/commands/commands.h"
#include "guide/cardfile.h"

static bool make_page(const struct guide_card *card, const struct options *options,
                      struct report *report, struct failure *why)
{
	struct newfile file = { 0 };
	bool good = cardfile_make(&file, card, options->html, options->force, why) &&
	            newfile_publish(&file, why);

	newfile_done(&file);
	if (good)
		report_note(report, "The card: %s", options->html);
	return good;
}

static bool show(const struct guide_card *card, const struct options *options,
                 struct report *report, struct failure *why)
{
	if (options->html && !make_page(card, options, report, why))
		return false;
	if (options->json)
		report_event(report, "result", guide_json(card->recipe));
	else if (!options->html)
		guide_card_text(card, stdout);
	return true;
}

static bool make_site(const struct knowledge *knowledge, const struct options *options,
                      struct report *report, struct failure *why)
{
	const struct site_request request = { knowledge, options->site, options->base_url,
		                              options->force };
	size_t count = 0;

	if (!site_folder_make(&request, &count, why))
		return false;
	report_event(report, "result",
	             json_pack("{s:o, s:I}", "target", report_json(options->site), "pages",
	                       (json_int_t)count));
	report_note(report, "%zu cards: open %s/index.html", count, options->site);
	if (!options->base_url)
		report_note(report, "Without --base-url there is no site map for search engines.");
	return true;
}

/* One card, or a site of all. */
static bool check(const struct options *options, struct failure *why)
{
	if (options->all != (options->site != NULL))
		return fail(why, FAIL_INCOMPLETE, "--all and --site belong together");
	if (options->all && (options->operands.count || options->html))
		return fail(why, FAIL_CONFLICT,
		            "--all makes a site of all models: name none of them");
	if (!options->all && !options->operands.count)
		return fail(why, FAIL_INCOMPLETE,
		            "'guide' needs [VENDOR] MODEL, or --all --site DIR");
	return !options->base_url || options->all ||
	       fail(why, FAIL_INCOMPLETE, "--base-url is for --site");
}

static bool guide(const struct knowledge *knowledge, const struct options *options,
                  struct report *report, struct failure *why)
{
	const struct find_request finding = { knowledge, NULL, &report->ui };
	struct guide_card card = { 0 };

	if (options->all)
		return make_site(knowledge, options, report, why);
	return find_operands(&finding, &options->operands, &card.recipe, why) &&
	       show(&card, options, report, why);
}

bool command_guide(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);
	struct knowledge knowledge;
	bool good;

	if (!check(options, why))
		return false;
	good = (options->all ? knowledge_load_recipes(&knowledge, &request, why)
	                     : knowledge_load_names(&knowledge, &request, why)) &&
	       guide(&knowledge, options, report, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}
