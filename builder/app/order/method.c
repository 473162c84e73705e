#include "app/order/method.h"

#include "app/event.h"
#include "app/sources/slot.h"
#include "catalog/ability.h"

static bool fail_not_built(const struct recipe *recipe, struct failure *why)
{
	return fail(why, FAIL_NOT_THIS_WAY,
	            "mkrescue-usb cannot make a stick for '%s': %s; 'mkrescue-usb guide %s %s' "
	            "shows what to do",
	            recipe->title, recipe->not_built, recipe->vendor, recipe->model);
}

static bool fail_no_stick(const struct recipe *recipe, struct failure *why)
{
	return fail(why, FAIL_NOT_THIS_WAY,
	            "no stick rescues '%s' (method: %s; confidence: %s, %s; %s'mkrescue-usb guide "
	            "%s %s' shows the steps): %s",
	            recipe->title, method_name(recipe->method), confidence_name(recipe->confidence),
	            recipe->confidence_basis,
	            recipe_takes_folder(recipe)
	                    ? "--output-dir DIR makes the folder with its files, "
	                    : "",
	            recipe->vendor, recipe->model,
	            recipe->instead ? recipe->instead : "no way is known");
}

/* It is carried out by another command. */
static bool fail_rescue_instead(const struct recipe *recipe, struct failure *why)
{
	return fail(why, FAIL_NOT_THIS_WAY,
	            "no stick rescues '%s'; it is rescued in another way (method: %s; "
	            "confidence: %s, %s): run 'sudo mkrescue-usb rescue --vendor %s --model %s'",
	            recipe->title, method_name(recipe->method), confidence_name(recipe->confidence),
	            recipe->confidence_basis, recipe->vendor, recipe->model);
}

static bool fail_no_folder(const struct recipe *recipe, struct failure *why)
{
	const char *instead = recipe->instead ? recipe->instead : "no way is known";

	return fail(why, FAIL_NOT_THIS_WAY, "no folder of files rescues '%s' (method: %s): %s",
	            recipe->title, method_name(recipe->method),
	            recipe_is_built(recipe)
	                    ? "--output FILE or --device DEV makes its stick or card"
	                    : instead);
}

static const char *what_is_known(const struct recipe *recipe)
{
	if (recipe->instead)
		return recipe->instead;
	return recipe->not_built ? recipe->not_built : "no way is known";
}

static bool fail_no_rescue(const struct recipe *recipe, struct failure *why)
{
	const char *by_hand = recipe->network.by_hand;

	return fail(why, FAIL_NOT_THIS_WAY,
	            "mkrescue-usb cannot carry out the rescue of '%s' by itself (method: %s%s%s); "
	            "%s'mkrescue-usb guide %s %s' shows the steps: %s",
	            recipe->title, method_name(recipe->method), by_hand ? ": " : "",
	            by_hand ? by_hand : "",
	            recipe_takes_folder(recipe)
	                    ? "'build --output-dir DIR' makes the folder with its files, "
	                    : "",
	            recipe->vendor, recipe->model, what_is_known(recipe));
}

/* Not even its steps are known, or they are another program's. */
static bool fail_none(const struct recipe *recipe, struct failure *why)
{
	return fail(why, FAIL_NOT_THIS_WAY, "mkrescue-usb cannot rescue '%s': %s", recipe->title,
	            recipe->instead ? recipe->instead : "no way is known");
}

/* What the program does by itself, the failure names in one line. */
static bool card_helps(const struct recipe *recipe)
{
	return recipe->step_count && recipe_ability(recipe) == ABILITY_WORDS;
}

static bool fail_unfit(const struct recipe *recipe, const struct request *request, struct ui *ui,
                       struct failure *why)
{
	if (card_helps(recipe))
		ui_event(ui, &(struct ui_event){ .kind = EVENT_INSTEAD, .instead = recipe });
	if (request->rescue.is_wanted &&
	    (recipe->method == METHOD_NONE || recipe->method == METHOD_VENDOR_TOOL))
		return fail_none(recipe, why);
	if (request->rescue.is_wanted)
		return fail_no_rescue(recipe, why);
	if (recipe->not_built)
		return fail_not_built(recipe, why);
	if (request->target.output_dir)
		return fail_no_folder(recipe, why);
	return recipe_ability(recipe) == ABILITY_RESCUE ? fail_rescue_instead(recipe, why)
	                                                : fail_no_stick(recipe, why);
}

static bool suits(const struct recipe *recipe, const struct request *request)
{
	if (request->rescue.is_wanted)
		return recipe_ability(recipe) != ABILITY_WORDS;
	return request->target.output_dir ? recipe_takes_folder(recipe) : recipe_is_built(recipe);
}

bool method_helps(const struct recipe *recipe, const struct request *request, struct ui *ui,
                  struct failure *why)
{
	if (!suits(recipe, request))
		return fail_unfit(recipe, request, ui, why);
	if (recipe->confidence == CONFIDENCE_INFERRED && !request->firmware.accept_unproven)
		return fail_unless(why, FAIL_UNPROVEN, "--accept-unproven",
		                   "no source confirms that this %s rescues '%s'; it is only "
		                   "inferred (%s); use --accept-unproven to make it anyway",
		                   request->target.output_dir ? "folder" : "stick", recipe->title,
		                   recipe->confidence_basis);
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].optional && !slot_may_be_made(&recipe->files[i], why))
			return false;
	}
	return true;
}
