#include "app/order/inputs.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ADDRESS_MAX = 1000 };

static struct slot_terms terms_for(const struct inputs *inputs, const struct slot *slot)
{
	return (struct slot_terms){
		.recipe = inputs->recipe,
		.slot = slot,
		.knowledge = inputs->knowledge,
		.request = inputs->request,
		.raw = inputs->raw,
	};
}

static bool is_taken(const struct inputs *inputs, const struct slot *slot)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (inputs->items[i].slot == slot)
			return true;
	}
	return false;
}

/* "kernel.bin (the kernel), root.ubi (...)": those that are not taken, or all. */
static char *list_slots(const struct inputs *inputs, bool all)
{
	struct joined list = { 0 };

	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		const struct slot *slot = &inputs->recipe->files[i];

		if (all || !(slot->optional || is_taken(inputs, slot)))
			joined_add(&list, ", ", "%s (%s)", slot_title(slot), slot->what);
	}
	return joined_take(&list);
}

static bool all_taken(const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		if (!is_taken(inputs, &inputs->recipe->files[i]))
			return false;
	}
	return true;
}

static bool fail_unexpected(const struct inputs *inputs, const char *name, struct failure *why)
{
	AUTO_FREE char *list = list_slots(inputs, true);

	if (all_taken(inputs))
		return fail(why, FAIL_USAGE,
		            "'%s' is one file too many: the rescue of '%s' needs only %s", name,
		            inputs->recipe->title, list);
	return fail(why, FAIL_USAGE,
	            "'%s' is not one of the files that the rescue of '%s' needs: %s; assign it "
	            "with --firmware NAME=FILE",
	            name, inputs->recipe->title, list);
}

/* `name` is a wanted file's, or its path on the stick; NULL when there is none left. */
static const struct slot *slot_named(const struct inputs *inputs, const char *name)
{
	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		const struct slot *slot = &inputs->recipe->files[i];
		AUTO_FREE char *path =
		        mem_printf("%s/%s", slot->directory + 1, slot->name ? slot->name : "");

		if (slot->name && !is_taken(inputs, slot) &&
		    (strcasecmp(slot->name, name) == 0 || strcasecmp(path, name) == 0))
			return slot;
	}
	return NULL;
}

static bool assign_by_name(struct inputs *inputs, struct failure *why)
{
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *file = &inputs->items[i];

		if (file->typed.slot_name && !file->slot)
			file->slot = slot_named(inputs, file->typed.slot_name);
		if (file->typed.slot_name && !file->slot)
			return fail_unexpected(inputs, file->typed.slot_name, why);
	}
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *file = &inputs->items[i];

		if (!file->slot)
			file->slot = slot_named(inputs, file->firmware.name);
	}
	return true;
}

static bool assign_by_content(struct inputs *inputs, struct input *file, struct failure *why)
{
	const struct slot *first = NULL;

	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		const struct slot *slot = &inputs->recipe->files[i];

		const struct slot_terms terms = terms_for(inputs, slot);

		if (is_taken(inputs, slot) || !slot_recognises(&terms, &file->firmware))
			continue;
		if (first)
			return fail(
			        why, FAIL_USAGE,
			        "'%s' could be '%s' or '%s'; assign it with --firmware NAME=FILE",
			        file->firmware.name, slot_title(first), slot_title(slot));
		first = slot;
	}
	file->slot = first;
	return true;
}

/* The only file left is for the only place left; what is wrong with it is said later. */
static void assign_last(struct inputs *inputs)
{
	struct input *file = NULL;
	const struct slot *last = NULL;
	size_t slots = 0;
	size_t left = 0;

	for (size_t i = 0; i < inputs->count; i++) {
		if (!inputs->items[i].slot && left++ == 0)
			file = &inputs->items[i];
	}
	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		const struct slot *slot = &inputs->recipe->files[i];

		if (!slot->optional && !is_taken(inputs, slot) && slots++ == 0)
			last = slot;
	}
	if (left == 1 && slots == 1)
		file->slot = last;
}

/* Each in its place, in the recipe's order, and nothing missing. */
static bool sort(struct inputs *inputs, struct failure *why)
{
	AUTO_FREE char *missing = list_slots(inputs, false);
	size_t count = 0;

	for (size_t i = 0; i < inputs->count; i++) {
		if (!inputs->items[i].slot)
			return fail_unexpected(inputs, inputs->items[i].firmware.name, why);
	}
	if (missing[0])
		return fail(
		        why, FAIL_INCOMPLETE,
		        "the rescue of '%s' also needs: %s; --firmware may be given several times",
		        inputs->recipe->title, missing);
	for (size_t i = 0; i < inputs->recipe->file_count; i++) {
		for (size_t j = 0; j < inputs->count; j++) {
			if (inputs->items[j].slot == &inputs->recipe->files[i])
				inputs->by_slot[count++] = &inputs->items[j];
		}
	}
	return true;
}

/* What was said of an archive cannot be asked of the file in it any more. */
static bool is_the_right_archive(struct input *file, struct failure *why)
{
	firmware_finish(&file->firmware);
	file->archive.was_one = true;
	file->archive.sha256 = file->firmware.sha256;
	file->archive.size = file->firmware.size;
	if (!provenance_agrees(&file->obtained.provenance, &file->firmware, why))
		return false;
	file->obtained.provenance.has_sha256 = false;
	return true;
}

/* An archive is not what a loader wants: the one file in it that fits takes its place. */
static bool take_out(struct inputs *inputs, struct input *file, struct failure *why)
{
	const struct recipe *recipe = inputs->recipe;

	if (!is_the_right_archive(file, why))
		return false;
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *slot = &recipe->files[i];
		const struct slot_terms terms = terms_for(inputs, slot);

		if (file->slot ? file->slot != slot : is_taken(inputs, slot))
			continue;
		if (!slot_take_out(&terms, &file->firmware, why))
			continue;
		if (!firmware_is_archive(&file->firmware))
			file->slot = slot;
		return true;
	}
	return false;
}

static bool take_all_out(struct inputs *inputs, struct failure *why)
{
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *file = &inputs->items[i];

		if (firmware_is_archive(&file->firmware) && !take_out(inputs, file, why))
			return false;
	}
	return true;
}

bool inputs_assign(struct inputs *inputs, const struct recipe *recipe, bool raw,
                   struct failure *why)
{
	inputs->recipe = recipe;
	inputs->raw = raw;
	if (!assign_by_name(inputs, why) || !take_all_out(inputs, why))
		return false;
	for (size_t i = 0; i < inputs->count; i++) {
		if (!inputs->items[i].slot && !assign_by_content(inputs, &inputs->items[i], why))
			return false;
	}
	assign_last(inputs);
	if (!sort(inputs, why))
		return false;
	for (size_t i = 0; i < inputs->count; i++) {
		const struct input *file = inputs->by_slot[i];
		const struct slot_terms terms = terms_for(inputs, file->slot);

		if (!slot_may_be_made(file->slot, why) || !slot_fits(&terms, &file->firmware, why))
			return false;
	}
	return true;
}

bool inputs_transform(struct inputs *inputs, struct progress *progress, struct failure *why)
{
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *file = inputs->by_slot[i];
		const struct slot_terms terms = terms_for(inputs, file->slot);
		enum change change = slot_change(&terms, &file->firmware);

		if (!transform_apply(&file->firmware, change, &file->content, progress, why))
			return false;
	}
	return true;
}

static bool is_small_enough(const struct input *file, struct failure *why)
{
	uint64_t most = file->slot->size_max;
	char size[TEXT_SIZE];
	char limit[TEXT_SIZE];

	text_size(size, file->content.size);
	text_size(limit, most);
	return most == 0 || file->content.size <= most ||
	       fail(why, FAIL_TOO_LARGE,
	            "'%s' would become '%s' with a size of %s; the limit is %s",
	            file->firmware.name, slot_title(file->slot), size, limit);
}

static bool check(const struct inputs *inputs, struct input *file, struct failure *why)
{
	const struct slot_terms terms = terms_for(inputs, file->slot);

	return slot_suits(&terms, &file->firmware, &file->obtained.provenance, &file->verdict,
	                  why) &&
	       is_small_enough(file, why);
}

bool inputs_check(struct inputs *inputs, struct failure *why)
{
	for (size_t i = 0; i < inputs->count; i++) {
		if (!check(inputs, inputs->by_slot[i], why))
			return false;
	}
	return true;
}

const struct digest *input_sha256(const struct input *file)
{
	return file->content.changed ? &file->content.sha256 : &file->firmware.sha256;
}

static bool has_good_checksum(const struct findings *findings)
{
	for (size_t i = 0; i < findings->check_count; i++) {
		if (findings->checks[i].result == CHECK_OK)
			return true;
	}
	return false;
}

/* By the file itself. Checksums find damage; only a signature shows who made a file. */
static char *authenticated_by_content(const struct input *file)
{
	const struct findings *findings = &file->firmware.findings;

	if (findings->signature == SIGNATURE_VALID) {
		char signer[sizeof(findings->signer)];

		text_clean(signer, sizeof(signer), findings->signer);
		return mem_printf("signature by %s", signer);
	}
	if (file->verdict.unsigned_accepted)
		return mem_strdup("nothing: accepted unsigned");
	if (file->verdict.any)
		return mem_strdup("nothing: any content is taken");
	return mem_strdup(has_good_checksum(findings)
	                          ? "checksums only: this format carries no signature"
	                          : "nothing: this format carries no signature and no checksum");
}

/* By where it came from, and by itself where that says more. */
static char *authenticated_as_given(const struct input *file)
{
	const struct provenance *provenance = &file->obtained.provenance;
	const struct findings *findings = &file->firmware.findings;
	const bool is_signed = findings->signature == SIGNATURE_VALID;
	const char *source = provenance->authenticated_by ? provenance->authenticated_by
	                                                  : trust_words(provenance->trust);
	AUTO_FREE char *content = NULL;

	if (provenance->locked)
		return mem_strdup(provenance->locked);
	if (provenance->trust == TRUST_NONE || (is_signed && !trust_suffices(provenance->trust)))
		return authenticated_by_content(file);
	if (!trust_suffices(provenance->trust))
		return mem_printf("%s alone: accepted unsigned", source);
	if (!is_signed)
		return mem_strdup(source);
	content = authenticated_by_content(file);
	return mem_printf("%s; %s", source, content);
}

char *input_authenticated_by(const struct input *file)
{
	AUTO_FREE char *given = authenticated_as_given(file);

	/* A lock file has the whole sentence. */
	if (file->obtained.provenance.locked)
		return TAKE(given);
	return mem_printf("%s%s", given,
	                  file->content.changed ? " (of the file before it was changed)" : "");
}

/* A lock file keeps it: there the file may have had another name. */
const char *input_model(const struct input *file)
{
	return file->obtained.provenance.locked_model ? file->obtained.provenance.locked_model
	                                              : model_match_name(file->verdict.model);
}

/* What stands behind '?' may be a secret, and is no part of where a file is. */
char *input_address(const struct input *file)
{
	const char *address = file->obtained.provenance.address;
	const size_t length = address ? strcspn(address, "?#") : 0;

	return length && length < ADDRESS_MAX && text_is_harmless(address)
	               ? mem_printf("%.*s", (int)length, address)
	               : NULL;
}
