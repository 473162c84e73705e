#include "app/dialogue/dialogue.h"

#include "app/dialogue/again.h"
#include "app/dialogue/consent.h"
#include "app/dialogue/where_to.h"
#include "app/dialogue/which_firmware.h"
#include "app/dialogue/which_router.h"
#include "app/dialogue/which_socket.h"
#include "app/dialogue/words_only.h"
#include "app/knowledge/file_routers.h"
#include "app/sources/catalog_source.h"
#include "app/sources/remote.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "catalog/ability.h"

#include <stdlib.h>
#include <unistd.h>

enum stage { STAGE_ROUTER, STAGE_FIRMWARE, STAGE_TARGET, STAGE_ACT };

struct dialogue {
	const struct dialogue_job *job;
	const struct request *request; /* as it was made */
	struct order order;
	struct ui *ui;
	bool was_asked[STAGE_ACT];
	bool has_told;      /* all there is: the rest is a person's */
	bool is_acting;     /* the last question has been answered */
	bool was_declined;  /* the router of the last answer, which is not offered again */
	const char *router; /* the last answers, for who comes back; NULL: none yet ... */
	const char *target; /* ... or none that will do */
	struct firmware_answer firmware;
};

static bool is_rescue_without_files(const struct dialogue *dialogue)
{
	return dialogue->job->target == DIALOGUE_ROUTER && recipe_is_guided(dialogue->order.recipe);
}

static bool needs_medium(const struct dialogue *dialogue)
{
	switch (dialogue->job->target) {
	case DIALOGUE_NOWHERE: return false;
	case DIALOGUE_MEDIUM: return true;
	case DIALOGUE_ROUTER: return recipe_is_built(dialogue->order.recipe);
	}
	return false;
}

/* By a file that was given without a vendor; owned, NULL: it names none, or several. */
static char *named_by_file(const struct dialogue *dialogue)
{
	const struct strings *files = &dialogue->request->firmware.files;
	struct file_routers routers = { .items = NULL };
	struct failure ignored;
	char *name = NULL;

	if (files->count == 1 && !remote_is(files->items[0]) &&
	    file_routers_by_content(&routers, &dialogue->order.knowledge, files->items[0],
	                            &ignored) &&
	    routers.count == 1)
		name = mem_printf("%s/%s", routers.items[0]->vendor, routers.items[0]->model);
	free(routers.items);
	return name;
}

/* From this question there is a way back to the router. */
static bool ask_consent(struct dialogue *dialogue, bool *given, struct failure *why)
{
	struct ui *ui = dialogue->ui;
	const bool could_go_back = ui->can_go_back;
	bool good;

	ui->can_go_back = true;
	good = consent_ask(&dialogue->order.request, ui, given, why);
	ui->can_go_back = could_go_back;
	return good;
}

/* *declined: the person does not want what this router needs, but may want another one. */
static bool take_recipe(struct dialogue *dialogue, const struct recipe *recipe, bool *declined,
                        struct failure *why)
{
	struct order *order = &dialogue->order;
	bool is_given = true;

	*declined = false;
	dialogue->has_told = dialogue->job->target == DIALOGUE_ROUTER && words_only_is(recipe);
	if (dialogue->has_told) {
		words_only_tell(recipe, dialogue->ui);
		return true;
	}
	while (is_given && !order_take_recipe(order, recipe, dialogue->ui, why)) {
		const char *had_remedy = why->remedy[0] ? why->remedy : NULL;

		if (!ask_consent(dialogue, &is_given, why)) {
			*declined = why->kind == FAIL_BACK;
			return false;
		}
		*declined = !is_given && had_remedy;
		dialogue->was_declined = *declined;
	}
	return is_given;
}

/* The vendor was typed, and the files that were given may say which of its models it is. */
static bool find_in_files(struct dialogue *dialogue, const struct vendor *vendor,
                          struct failure *why)
{
	struct order *order = &dialogue->order;

	order->request.router.vendor = vendor->name;
	return knowledge_vendor(&order->knowledge, vendor->name, &order->vendor, why) &&
	       order_open_files(order, dialogue->ui, why) &&
	       order_find_recipe(order, dialogue->ui, why);
}

static bool ask_once(struct dialogue *dialogue, bool *declined, struct failure *why)
{
	struct order *order = &dialogue->order;
	AUTO_FREE char *named = dialogue->router ? NULL : named_by_file(dialogue);
	const char *fallback = dialogue->router ? dialogue->router : named;
	const struct router_question question = {
		.knowledge = &order->knowledge,
		.vendor = order->vendor,
		.fallback = dialogue->was_declined ? NULL : fallback,
		.takes_file = !dialogue->request->firmware.files.count,
		.takes_vendor = order->inputs.count && !inputs_need_recipe(&order->inputs),
	};
	struct router_answer answer;

	*declined = false;
	if (!which_router(&question, dialogue->ui, &answer, why))
		return false;
	dialogue->was_asked[STAGE_ROUTER] = true;
	dialogue->was_declined = false;
	if (!answer.recipe) {
		*declined = find_in_files(dialogue, answer.vendor, why) && !order->recipe;
		return order->recipe != NULL;
	}
	dialogue->router =
	        order_keep(order, mem_printf("%s/%s", answer.recipe->vendor, answer.recipe->model));
	if (answer.file)
		dialogue->firmware.offered = order_keep(order, answer.file);
	return take_recipe(dialogue, answer.recipe, declined, why);
}

static bool ask_router(struct dialogue *dialogue, struct failure *why)
{
	bool declined = false;
	bool good;

	do {
		good = ask_once(dialogue, &declined, why);
	} while (!good && declined);
	return good;
}

static bool fail_unnamed(const struct dialogue *dialogue, struct failure *why)
{
	const struct inputs *inputs = &dialogue->order.inputs;

	if (inputs_need_recipe(inputs))
		return order_fail_missing(&dialogue->order,
		                          dialogue->job->target == DIALOGUE_MEDIUM, why);
	return fail(why, FAIL_NO_MODEL, "cannot tell which model '%s' is for; give --model NAME",
	            inputs->items[0].firmware.name);
}

static bool find_router(struct dialogue *dialogue, struct failure *why)
{
	struct order *order = &dialogue->order;
	const bool has_files = order->vendor && !inputs_need_recipe(&order->inputs);

	if (order->recipe)
		return true;
	if (has_files && !dialogue->was_asked[STAGE_ROUTER] &&
	    !(order_open_files(order, dialogue->ui, why) &&
	      order_find_recipe(order, dialogue->ui, why)))
		return false;
	if (order->recipe)
		return true;
	return dialogue->ui->can_ask ? ask_router(dialogue, why) : fail_unnamed(dialogue, why);
}

/* No question for files that were given, that are not sent, or that can be fetched unasked. */
static bool is_firmware_open(const struct dialogue *dialogue)
{
	const struct request_firmware *firmware = &dialogue->request->firmware;

	if (!dialogue->ui->can_ask || firmware->files.count || firmware->locked ||
	    is_rescue_without_files(dialogue))
		return false;
	return dialogue->was_asked[STAGE_ROUTER] ||
	       !catalog_source_knows(dialogue->order.recipe, firmware->accept_developer);
}

static bool find_firmware(struct dialogue *dialogue, struct failure *why)
{
	if (!is_firmware_open(dialogue))
		return true;
	dialogue->was_asked[STAGE_FIRMWARE] = true;
	return which_firmware(&dialogue->order, &dialogue->firmware, dialogue->ui, why);
}

static bool find_target(struct dialogue *dialogue, struct failure *why)
{
	struct order *order = &dialogue->order;
	bool *was_asked = &dialogue->was_asked[STAGE_TARGET];

	if (dialogue->job->target == DIALOGUE_NOWHERE)
		return true;
	if (needs_medium(dialogue) && dialogue->ui->can_ask &&
	    !request_has_target(&order->request)) {
		*was_asked = true;
		return where_to(order, &dialogue->target, dialogue->ui, why);
	}
	if (needs_medium(dialogue))
		return order_check_target(order, why);
	if (is_rescue_without_files(dialogue) && order->request.rescue.no_wait)
		return true; /* nothing is sent, and nothing looked for */
	return !dialogue->ui->can_ask || which_socket(order, was_asked, dialogue->ui, why);
}

static bool run(struct dialogue *dialogue, enum stage stage, struct failure *why)
{
	dialogue->is_acting = stage == STAGE_ACT;
	switch (stage) {
	case STAGE_ROUTER: return find_router(dialogue, why);
	case STAGE_FIRMWARE: return find_firmware(dialogue, why);
	case STAGE_TARGET: return find_target(dialogue, why);
	case STAGE_ACT: break;
	}
	return dialogue->job->act(dialogue->job->context, &dialogue->order, dialogue->ui, why);
}

/* The last question before the stage; false: there was none. */
static bool find_asked(const struct dialogue *dialogue, enum stage *stage)
{
	enum stage before = *stage;

	while (before > STAGE_ROUTER) {
		if (!dialogue->was_asked[--before])
			continue;
		*stage = before;
		return true;
	}
	return false;
}

/* What was answered there and later, as far as the order goes by it. */
static bool forget(struct dialogue *dialogue, enum stage stage, struct failure *why)
{
	struct request *request = &dialogue->order.request;

	request->target = dialogue->request->target;
	request->rescue = dialogue->request->rescue;
	if (stage <= STAGE_FIRMWARE) {
		request->firmware.accept_unsigned = dialogue->request->firmware.accept_unsigned;
		request->firmware.accept_developer = dialogue->request->firmware.accept_developer;
	}
	if (stage <= STAGE_FIRMWARE &&
	    !order_take_files(&dialogue->order, &dialogue->request->firmware.files, why))
		return false;
	if (stage == STAGE_ROUTER) {
		request->firmware.accept_unproven = dialogue->request->firmware.accept_unproven;
		request->router = dialogue->request->router;
		dialogue->order.recipe = NULL;
		dialogue->order.vendor = NULL;
		return !request->router.vendor ||
		       knowledge_vendor(&dialogue->order.knowledge, request->router.vendor,
		                        &dialogue->order.vendor, why);
	}
	return true;
}

/* A target that was refused may be another one next time, unless a person has said no. */
static bool may_ask_again(const struct dialogue *dialogue, enum stage stage,
                          const struct failure *why)
{
	return stage == STAGE_ACT && dialogue->was_asked[STAGE_TARGET] &&
	       (why->kind == FAIL_REFUSED || why->kind == FAIL_USAGE) &&
	       why->reason != FAIL_NOT_CONFIRMED;
}

/* False: this was the end. */
static bool go_back(struct dialogue *dialogue, enum stage *stage, struct failure *why)
{
	if (why->kind != FAIL_BACK && !may_ask_again(dialogue, *stage, why))
		return false;
	if (why->kind != FAIL_BACK) {
		ui_subject(dialogue->ui, "%s", why->text);
		dialogue->target = NULL;
	}
	return find_asked(dialogue, stage) && forget(dialogue, *stage, why);
}

/* Whether that was the last one, with this result. */
static bool is_over(const struct dialogue *dialogue, enum stage stage, bool good)
{
	return good && (stage == STAGE_ACT || dialogue->has_told);
}

static bool go(struct dialogue *dialogue, struct failure *why)
{
	enum stage stage = STAGE_ROUTER;
	enum stage before;
	bool good;

	for (;;) {
		before = stage;
		dialogue->ui->can_go_back = find_asked(dialogue, &before);
		good = run(dialogue, stage, why);
		if (is_over(dialogue, stage, good))
			return true;
		before = stage;
		if (good)
			stage++;
		else if (!go_back(dialogue, &stage, why))
			return before == STAGE_ACT ? false : interrupt_nothing_changed(why);
	}
}

/* There is nothing to do again where all was told, and who interrupts it has decided otherwise. */
static bool go_and_tell(struct dialogue *dialogue, struct failure *why)
{
	const bool good = go(dialogue, why);
	enum stage last = STAGE_ACT;

	if (dialogue->is_acting && find_asked(dialogue, &last) &&
	    (good || why->kind != FAIL_INTERRUPTED))
		again_tell(&dialogue->order, dialogue->request, dialogue->ui);
	return good;
}

/* Before five questions are answered for nothing; a file needs no rights. */
static void tell_of_rights(const struct dialogue *dialogue)
{
	const struct request *request = dialogue->request;

	if (!geteuid() || !dialogue->ui->can_ask || dialogue->job->target == DIALOGUE_NOWHERE ||
	    request->target.output || request->target.output_dir || request->consent.dry_run)
		return;
	ui_subject(dialogue->ui, "%s",
	           dialogue->job->target == DIALOGUE_ROUTER
	                   ? "Only root can write to a stick or send to a router: for that, press "
	                     "Ctrl-C and run 'sudo mkrescue-usb'. An image file needs no root."
	                   : "Only root can write to a stick: for that, press Ctrl-C and run 'sudo "
	                     "mkrescue-usb'. An image file needs no root.");
}

static bool begin(struct dialogue *dialogue, struct failure *why)
{
	struct order *order = &dialogue->order;
	const bool needs_medium = dialogue->job->target == DIALOGUE_MEDIUM;

	return (order_begin(order, dialogue->request, dialogue->ui, why) &&
	        (dialogue->ui->can_ask || order_is_complete(order, needs_medium) ||
	         order_fail_missing(order, needs_medium, why))) ||
	       interrupt_nothing_changed(why);
}

/* After what need not wait for OpenSSL. */
static bool add_keys(struct dialogue *dialogue, struct failure *why)
{
	return order_add_keys(&dialogue->order, dialogue->ui, why) ||
	       interrupt_nothing_changed(why);
}

bool dialogue(const struct dialogue_job *job, const struct request *request, struct ui *ui,
              struct failure *why)
{
	struct dialogue dialogue = { .job = job, .request = request, .ui = ui };
	bool good;

	tell_of_rights(&dialogue);
	good = begin(&dialogue, why);
	if (good && job->foresee && dialogue.order.vendor)
		job->foresee(job->context, &dialogue.order);
	good = good && add_keys(&dialogue, why) && go_and_tell(&dialogue, why);
	ui->can_go_back = false;
	order_done(&dialogue.order);
	firmware_answer_done(&dialogue.firmware);
	return good;
}
