#include "app/sources/openwrt_source.h"

#include "base/mem.h"
#include "fetch/openwrt.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "openwrt:"

bool openwrt_source_is(const char *word)
{
	return strncmp(word, PREFIX, strlen(PREFIX)) == 0;
}

const char *openwrt_source_mirror(const struct request_firmware *firmware)
{
	const char *mirror = getenv("MKRESCUE_OPENWRT_URL");

	if (firmware->openwrt_mirror)
		return firmware->openwrt_mirror;
	return mirror && mirror[0] ? mirror : OPENWRT_SERVER;
}

static bool is_of_series(const struct public_key *key, const char *series)
{
	const char *name = strncmp(key->name, "openwrt-", 8) == 0 ? key->name + 8 : "";

	return key->use && strcmp(key->use, "openwrt") == 0 && strcmp(name, series) == 0;
}

/* A key of --trust counts for the sums that name it, whatever the series. */
static enum openwrt_verdict verify(const void *context, const char *series,
                                   const struct usign *signature, struct bytes message,
                                   const char **key_name)
{
	const struct keyring *keyring = context;
	bool has_key = false;

	for (size_t i = 0; i < keyring->count; i++) {
		const struct public_key *key = &keyring->keys[i];
		const bool is_named =
		        key->is_ed25519 && memcmp(key->usign_id, signature->id, USIGN_ID) == 0;
		const bool is_for_it =
		        is_of_series(key, series) || (key->class == KEY_TRUSTED && is_named);

		has_key = has_key || is_for_it;
		if (!is_for_it || !is_named || !public_key_verifies(key, message, signature->data))
			continue;
		*key_name = key->name;
		return OPENWRT_SIGNED;
	}
	return has_key ? OPENWRT_FORGED : OPENWRT_UNKNOWN_KEY;
}

/* "24.10.2:x86/64": the word, parsed. */
struct parts {
	char *version;
	char *where; /* NULL: nothing */
};

static struct parts parse_parts(const char *word)
{
	const char *version = word + strlen(PREFIX);
	const char *colon = strchr(version, ':');

	if (!colon)
		return (struct parts){ mem_strdup(version), NULL };
	return (struct parts){ mem_printf("%.*s", (int)(colon - version), version),
		               mem_strdup(colon + 1) };
}

/* A list that ends with NULL; free() it. */
static const char **list_of(const char *const *items, size_t count)
{
	const char **list = mem_zalloc(count + 1, sizeof(*list));

	for (size_t i = 0; i < count; i++)
		list[i] = items[i];
	return list;
}

static bool is_board(const struct recipe *recipe, const char *name)
{
	for (size_t i = 0; i < recipe->board_count; i++) {
		if (board_code_equal(recipe->boards[i], name))
			return true;
	}
	return recipe->board_count == 0;
}

/* Boards by the recipe; what stands behind the version narrows them down. */
static bool set_place(const struct recipe *recipe, const char *where, struct openwrt_wish *wish,
                      const char ***boards, struct failure *why)
{
	const bool is_target = where && strchr(where, '/');
	const bool is_named = where && !is_target;

	if (is_named && !is_board(recipe, where))
		return fail(why, FAIL_USAGE,
		            "'%s' is not a board of '%s'; 'mkrescue-usb show %s %s' shows "
		            "OpenWrt's name for it",
		            where, recipe->title, recipe->vendor, recipe->model);
	if (!is_named && !recipe->board_count)
		return fail(why, FAIL_USAGE,
		            "OpenWrt's name for '%s' is unknown; add the board after the version: "
		            "openwrt:VERSION:BOARD",
		            recipe->title);
	*boards = is_named ? list_of(&where, 1) : list_of(recipe->boards, recipe->board_count);
	wish->boards = *boards;
	wish->target = is_target ? where : recipe->target;
	return true;
}

/* Who is asked where a recipe stands for several boards, or a board is in several targets. */
struct asked {
	struct supply *supply; /* keeps the answer */
	const struct recipe *recipe;
};

static bool choose_place(const void *context, const struct openwrt_place *places, size_t count,
                         size_t *chosen, struct failure *why)
{
	const struct asked *asked = context;
	AUTO_FREE struct ui_choice *choices = mem_zalloc(count + 1, sizeof(*choices));
	AUTO_FREE char *heading =
	        mem_printf("OpenWrt has several images for '%s':", asked->recipe->title);
	const bool by_target = strcmp(places[0].profile, places[1].profile) == 0;
	const struct ui_question question = {
		.kind = UI_CHOICE,
		.text = by_target ? "For which target?"
		                  : "Which board is it, by the router's label?",
		.heading = heading,
		.choices = choices,
		.choice_count = count,
	};
	char answer[UI_ANSWER];

	for (size_t i = 0; i < count; i++)
		choices[i].name = by_target ? places[i].target : places[i].profile;
	if (!ui_ask(asked->supply->ui, &question, answer, why))
		return false;
	for (*chosen = 0; strcmp(choices[*chosen].name, answer) != 0;)
		(*chosen)++;
	free(asked->supply->chosen);
	asked->supply->chosen = mem_strdup(answer);
	return true;
}

/* "kernel" images are of little use here unless they bring a system that runs in memory. */
static const char *const *filesystems_for(const struct slot *slot)
{
	static const char *const in_memory[] = { "initramfs", "squashfs", "ext4", NULL };
	static const char *const on_flash[] = { "squashfs", "initramfs", "ext4", NULL };

	for (size_t i = 0; i < slot->image_type_count; i++) {
		if (strcmp(slot->image_types[i], "kernel") == 0)
			return in_memory;
	}
	return on_flash;
}

static bool find(struct supply *supply, const struct parts *parts, const struct source_word *word,
                 struct openwrt_image *out, struct failure *why)
{
	const struct slot *slot = word->slot;
	const struct fetch_order like = supply_terms(supply);
	const struct openwrt_fetching fetching = openwrt_fetch_from(
	        openwrt_source_mirror(&supply->request->firmware), &supply->store, &like);
	const struct openwrt_keys keys = { verify, &supply->knowledge->keys,
		                           supply->request->firmware.accept_unsigned };
	AUTO_FREE const char **types = list_of(slot->image_types, slot->image_type_count);
	AUTO_FREE const char **boards = NULL;
	const struct asked asked = { supply, word->recipe };
	struct openwrt_wish wish = {
		.version = parts->version,
		.types = types,
		.filesystems = filesystems_for(slot),
		.ending = slot->name && slot->transform == TRANSFORM_NONE ? strrchr(slot->name, '.')
		                                                          : NULL,
		.choose = supply->ui->can_ask ? choose_place : NULL,
		.context = &asked,
	};

	return set_place(word->recipe, parts->where, &wish, &boards, why) &&
	       supply_open_store(supply, why) &&
	       openwrt_find(&fetching.source, &keys, &wish, out, why);
}

/* What was imported need not have come over https: then unsigned sums say nothing. */
static struct provenance provenance_of(const struct openwrt_image *image, bool offline)
{
	const bool is_signed = image->key[0] != '\0';
	const enum trust unsigned_trust = offline ? TRUST_NONE : TRUST_TLS;

	return (struct provenance){
		.trust = is_signed ? TRUST_SIGNED_SUMS : unsigned_trust,
		.authenticated_by =
		        is_signed ? mem_printf("the sums of OpenWrt %s, signed by %s",
		                               image->version, image->key)
		                  : mem_printf("https, and the sums of OpenWrt %s, signed by a "
		                               "key that is not known here",
		                               image->version),
		.boards = mem_strdup(image->boards),
		.has_sha256 = true,
		.sha256 = image->sha256,
	};
}

static bool fetch_image(struct supply *supply, const struct source_word *word,
                        const struct openwrt_image *image, struct supplies *out,
                        struct failure *why)
{
	const char *const addresses[] = { image->address, NULL };
	struct supplied file;
	struct supply_order order = {
		.recipe = word->recipe,
		.slot = word->slot,
		.addresses = addresses,
		.size = image->size,
		.provenance = provenance_of(image, supply->request->firmware.offline),
	};

	if (image->is_latest)
		ui_note(supply->ui,
		        "The latest OpenWrt release is %s, according to its unsigned list.",
		        image->version);
	if (!provenance_add_digest(&order.provenance, word->sha256, image->name, why) ||
	    !supply_fetch(supply, &order, &file, why)) {
		provenance_done(&order.provenance);
		return false;
	}
	supplies_add(out, word->slot, &file);
	return true;
}

/* What is known of the releases that lack such an image. */
static void add_reason(const struct slot *slot, struct failure *why)
{
	AUTO_FREE char *text = mem_strdup(why->text);

	if (slot->unpublished && why->kind == FAIL_FIRMWARE)
		(void)fail(why, FAIL_FIRMWARE, "%s: %s", text, slot->unpublished);
}

static bool fetch_one(struct supply *supply, const struct parts *parts,
                      const struct source_word *word, struct supplies *out, struct failure *why)
{
	struct openwrt_image image = { 0 };
	const bool found = find(supply, parts, word, &image, why);
	const bool good = found && fetch_image(supply, word, &image, out, why);

	if (!found)
		add_reason(word->slot, why);
	openwrt_image_done(&image);
	return good;
}

static bool is_for_slot(const struct source_word *word, const struct slot *file)
{
	return file->image_type_count && (!word->slot || word->slot == file);
}

bool openwrt_source_fetch(struct supply *supply, const struct source_word *word,
                          struct supplies *out, struct failure *why)
{
	const struct recipe *recipe = word->recipe;
	struct parts parts = parse_parts(word->text);
	struct source_word one = *word;
	bool good = true;
	size_t count = 0;

	for (size_t i = 0; good && i < recipe->file_count; i++) {
		one.slot = &recipe->files[i];
		if (!is_for_slot(word, one.slot))
			continue;
		count++;
		good = fetch_one(supply, &parts, &one, out, why);
	}
	free(parts.version);
	free(parts.where);
	return count ? good
	             : fail(why, FAIL_USAGE,
	                    "OpenWrt has no image that the rescue of '%s' accepts: %s",
	                    recipe->title, recipe->file_count ? recipe->files[0].what : "no file");
}

static bool look_up_latest(struct supply *supply, bool offline, char version[OPENWRT_WORD],
                           struct failure *why)
{
	struct fetch_order like = supply_terms(supply);
	const struct openwrt_fetching fetching = openwrt_fetch_from(
	        openwrt_source_mirror(&supply->request->firmware), &supply->store, &like);

	like.offline |= offline;
	return supply_open_store(supply, why) && openwrt_latest(&fetching.source, version, why);
}

bool openwrt_source_answers(struct supply *supply, struct failure *why)
{
	char version[OPENWRT_WORD];

	return look_up_latest(supply, false, version, why);
}

char *openwrt_source_recall(struct supply *supply)
{
	char version[OPENWRT_WORD];
	struct failure ignored;

	return look_up_latest(supply, true, version, &ignored) ? mem_strdup(version) : NULL;
}
