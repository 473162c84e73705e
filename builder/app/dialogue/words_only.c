#include "app/dialogue/words_only.h"

#include "app/event.h"
#include "catalog/ability.h"
#include "catalog/catalog.h"

bool words_only_is(const struct recipe *recipe)
{
	return recipe->step_count && recipe_ability(recipe) == ABILITY_WORDS;
}

static const char *reason_of(const struct recipe *recipe)
{
	if (recipe->network.by_hand)
		return recipe->network.by_hand;
	return recipe->not_built ? recipe->not_built : recipe->instead;
}

void words_only_tell(const struct recipe *recipe, struct ui *ui)
{
	const char *reason = reason_of(recipe);

	ui_event(ui, &(struct ui_event){ .kind = EVENT_INSTEAD, .instead = recipe });
	ui_subject(ui, "mkrescue-usb cannot do these steps by itself%s%s", reason ? ": " : ".",
	           reason ? reason : "");
	ui_note(ui,
	        "'mkrescue-usb guide %s %s --html card.html' makes a page of them, for a phone "
	        "or a printer.",
	        recipe->vendor, recipe->model);
	if (recipe_takes_folder(recipe))
		ui_note(ui,
		        "'mkrescue-usb build --vendor %s --model %s --output-dir rescue' makes "
		        "the folder with the files that are sent.",
		        recipe->vendor, recipe->model);
}
