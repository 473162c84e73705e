#include "guide/guide.h"

#include "app/knowledge/find.h"
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

bool command_guide(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);
	struct knowledge knowledge;
	const struct find_request finding = { &knowledge, NULL, &report->ui };
	struct guide_card card = { 0 };
	bool good = knowledge_load_recipes(&knowledge, &request, why) &&
	            find_operands(&finding, &options->operands, &card.recipe, why) &&
	            show(&card, options, report, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}
