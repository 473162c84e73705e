#include "app/sources/makers/maker_source.h"

#include "app/sources/makers/maker_list.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS_MAX = 20 }; /* for an answer, which is short */

static const struct maker_list *const lists[] = { &xiaomi_list, &glinet_list };

/* "xiaomi:" of "xiaomi:stable" says whose list it is; *channel is what follows. */
static const struct maker_list *list_of_word(const char *word, const char **channel)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const size_t length = strlen(lists[i]->vendor);

		if (strncmp(word, lists[i]->vendor, length) != 0 || word[length] != ':')
			continue;
		*channel = word + length + 1;
		return lists[i];
	}
	return NULL;
}

static const struct maker_list *list_of_vendor(const char *vendor)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		if (strcmp(lists[i]->vendor, vendor) == 0)
			return lists[i];
	}
	return NULL;
}

static const struct listed_code *code_for(const struct recipe *recipe, const char *channel)
{
	for (size_t i = 0; i < recipe->listed_count; i++) {
		if (strcmp(recipe->listed_as[i].channel, channel) == 0)
			return &recipe->listed_as[i];
	}
	return NULL;
}

bool maker_source_is(const char *word)
{
	const char *channel;

	return list_of_word(word, &channel) != NULL;
}

/* The list has one file for a model; it is that which the recipe cannot do without. */
static const struct slot *only_slot(const struct recipe *recipe)
{
	const struct slot *only = NULL;

	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].optional)
			continue;
		if (only)
			return NULL;
		only = &recipe->files[i];
	}
	return only;
}

const struct slot *maker_source_slot(const struct recipe *recipe)
{
	return list_of_vendor(recipe->vendor) && code_for(recipe, "stable") ? only_slot(recipe)
	                                                                    : NULL;
}

/* What is asked: a list, for the build of one code. */
struct question {
	struct supply *supply;
	const struct maker_list *list;
	const struct listed_code *code;
	const struct recipe *recipe;
	const struct slot *slot;
	const struct digest *sha256; /* what the user says of the file, or NULL */
	bool is_recalled;            /* the answer is the last one: nobody is asked */
};

static const char *server_of(const struct maker_list *list)
{
	const char *other = getenv(list->variable);

	return other && other[0] ? other : list->server;
}

static char *address_of(const struct question *question)
{
	const char *server = server_of(question->list);
	size_t length = strlen(server);

	while (length && server[length - 1] == '/')
		length--;
	return mem_printf("%.*s%s%s", (int)length, server, question->list->path,
	                  question->code->code);
}

static bool read_answer(const struct question *question, const char *address, const char *text,
                        size_t size, struct makerlist_build *out, struct failure *why)
{
	const struct maker_list *list = question->list;
	const struct makerlist_answer answer = { address, text, size };

	if (!list->read(&answer, question->code->code, out, why))
		return false;
	return makerlist_is_at(out->address, server_of(list), list->domains) ||
	       fail(why, FAIL_FIRMWARE,
	            "%s's list points to '%s', which is not on a server that is known to be %s's; "
	            "if you trust it, give that address with --firmware",
	            list->title, out->address, list->title);
}

static bool ask(const struct question *question, struct makerlist_build *out, struct failure *why)
{
	struct supply *supply = question->supply;
	AUTO_FREE char *address = address_of(question);
	AUTO_FREE char *what = mem_printf("%s's firmware list", question->list->title);
	AUTO_FREE char *text = NULL;
	const char *const addresses[] = { address, NULL };
	struct fetch_order order = supply_terms(supply);
	struct wait_watch waits;
	size_t size;

	order.what = what;
	order.addresses = addresses;
	order.limits.size = MAKERLIST_MAX;
	order.limits.total_seconds = SECONDS_MAX;
	wait_watch_begin(&waits, order.progress);
	order.progress = &waits.progress;
	order.offline = order.offline || question->is_recalled;
	return supply_open_store(supply, why) &&
	       fetch_text(&supply->store, &order, &text, &size, why) &&
	       read_answer(question, address, text, size, out, why);
}

/* "2.28.44 of 2019-05-16"; owned. */
static char *name_of(const struct makerlist_build *build)
{
	return mem_printf("%s%s%s", build->version, build->date[0] ? " of " : "", build->date);
}

static char *remarks_of(const struct question *question, const char *build)
{
	return mem_printf("%s %s, the newest in %s's list", question->code->channel, build,
	                  question->list->title);
}

/* A SHA-256 in an unsigned list is worth what brought the list. */
static void add_sum(const struct question *question, const struct makerlist_build *build,
                    struct provenance *provenance)
{
	const bool offline = question->supply->request->firmware.offline;

	if (!build->has_sha256)
		return;
	provenance->has_sha256 = true;
	provenance->sha256 = build->sha256;
	provenance->trust = offline ? TRUST_NONE : TRUST_TLS;
	provenance->authenticated_by =
	        mem_printf("https, and the SHA-256 in %s's list", question->list->title);
}

static bool fetch_build(const struct question *question, const struct makerlist_build *build,
                        struct supplies *out, struct failure *why)
{
	struct supply *supply = question->supply;
	const char *const addresses[] = { build->address, NULL };
	AUTO_FREE char *name = name_of(build);
	struct supplied file;
	struct supply_order order = {
		.recipe = question->recipe,
		.slot = question->slot,
		.addresses = addresses,
		.size = build->size,
		.provenance = provenance_of_address(build->address, NULL),
	};

	order.provenance.remarks = remarks_of(question, name);
	add_sum(question, build, &order.provenance);
	ui_note(supply->ui, "The newest %s build for '%s' is %s, according to %s's list.",
	        question->code->channel, question->recipe->title, name, question->list->title);
	if (!provenance_add_digest(&order.provenance, question->sha256, build->address, why) ||
	    !supply_fetch(supply, &order, &file, why)) {
		provenance_done(&order.provenance);
		return false;
	}
	supplies_add(out, question->slot, &file);
	return true;
}

static bool answer(const struct question *question, struct supplies *out, struct failure *why)
{
	struct makerlist_build build = { 0 };
	const bool good = ask(question, &build, why) && fetch_build(question, &build, out, why);

	makerlist_build_done(&build);
	return good;
}

static bool fail_unlisted(const struct recipe *recipe, const struct maker_list *list,
                          const char *channel, struct failure *why)
{
	char shown[MAKERLIST_WORD];

	text_clean(shown, sizeof(shown), channel);
	if (strcmp(channel, "stable") != 0 && strcmp(channel, "developer") != 0)
		return fail(why, FAIL_USAGE,
		            "'%s:%s' is not a channel; use '%s:stable' or '%s:developer'",
		            list->vendor, shown, list->vendor, list->vendor);
	return fail(why, FAIL_USAGE,
	            "it is not known under which name %s's list has %s builds for '%s'; give the "
	            "file with --firmware FILE",
	            list->title, channel, recipe->title);
}

bool maker_source_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                        struct failure *why)
{
	const char *channel = NULL;
	const struct recipe *recipe = word->recipe;
	const struct maker_list *list = list_of_word(word->text, &channel);
	struct question question = {
		.supply = supply,
		.list = list,
		.recipe = recipe,
		.slot = word->slot ? word->slot : only_slot(recipe),
		.sha256 = word->sha256,
	};

	if (!list)
		return fail(why, FAIL_USAGE, "'%s' names no maker's list", word->text);
	if (strcmp(recipe->vendor, list->vendor) == 0)
		question.code = code_for(recipe, channel);
	if (!question.code)
		return fail_unlisted(recipe, list, channel, why);
	if (!question.slot)
		return fail(why, FAIL_USAGE,
		            "'%s' does not say which file of '%s' it is; assign it with --firmware "
		            "NAME=%s",
		            word->text, recipe->title, word->text);
	return answer(&question, out, why);
}

static struct question stable_of(struct supply *supply, const struct recipe *recipe)
{
	return (struct question){
		.supply = supply,
		.list = list_of_vendor(recipe->vendor),
		.code = code_for(recipe, "stable"),
		.recipe = recipe,
	};
}

bool maker_source_fetch_stable(struct supply *supply, const struct recipe *recipe,
                               const struct slot *slot, const struct digest *sha256,
                               struct supplies *out, struct failure *why)
{
	struct question question = stable_of(supply, recipe);

	question.slot = slot;
	question.sha256 = sha256;
	if (!question.list || !question.code)
		return fail(why, FAIL_USAGE, "no maker's list is known to have builds for '%s'",
		            recipe->title);
	return answer(&question, out, why);
}

char *maker_source_recall(struct supply *supply, const struct recipe *recipe)
{
	struct question question = stable_of(supply, recipe);
	struct makerlist_build build = { 0 };
	struct failure ignored;
	char *name = NULL;

	question.is_recalled = true;
	if (question.list && question.code && ask(&question, &build, &ignored))
		name = name_of(&build);
	makerlist_build_done(&build);
	return name;
}
