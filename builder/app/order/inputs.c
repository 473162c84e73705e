#include "app/order/inputs.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ADDRESS_MAX = 1000 };

static struct place place_for(const struct order_files *files, const struct wanted_file *wanted)
{
	return (struct place){
		.recipe = files->recipe,
		.wanted = wanted,
		.knowledge = files->knowledge,
		.request = files->request,
		.raw = files->raw,
	};
}

static bool is_taken(const struct order_files *files, const struct wanted_file *wanted)
{
	for (size_t i = 0; i < files->given_count; i++) {
		if (files->given[i].wanted == wanted)
			return true;
	}
	return false;
}

/* "kernel.bin (the kernel), root.ubi (...)": those that are not taken, or all. */
static char *list_wanted(const struct order_files *files, bool all)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	const char *comma = "";

	if (!to)
		return mem_strdup("its files");
	for (size_t i = 0; i < files->recipe->file_count; i++) {
		const struct wanted_file *wanted = &files->recipe->files[i];

		if (!all && (wanted->optional || is_taken(files, wanted)))
			continue;
		fprintf(to, "%s%s (%s)", comma, place_title(wanted), wanted->what);
		comma = ", ";
	}
	fclose(to);
	return text;
}

static bool all_taken(const struct order_files *files)
{
	for (size_t i = 0; i < files->recipe->file_count; i++) {
		if (!is_taken(files, &files->recipe->files[i]))
			return false;
	}
	return true;
}

static bool fail_unexpected(const struct order_files *files, const char *name, struct failure *why)
{
	AUTO_FREE char *list = list_wanted(files, true);

	if (all_taken(files))
		return fail(why, FAIL_USAGE,
		            "'%s' is one file too many: the rescue of '%s' wants only %s", name,
		            files->recipe->title, list);
	return fail(why, FAIL_USAGE,
	            "'%s' is none of the files that the rescue of '%s' wants: %s; "
	            "--firmware NAME=FILE says which one a file is for",
	            name, files->recipe->title, list);
}

/* `name` is a wanted file's, or its path on the stick; NULL when there is none left. */
static const struct wanted_file *wanted_named(const struct order_files *files, const char *name)
{
	for (size_t i = 0; i < files->recipe->file_count; i++) {
		const struct wanted_file *wanted = &files->recipe->files[i];
		AUTO_FREE char *path = mem_printf("%s/%s", wanted->directory + 1,
		                                  wanted->name ? wanted->name : "");

		if (wanted->name && !is_taken(files, wanted) &&
		    (strcasecmp(wanted->name, name) == 0 || strcasecmp(path, name) == 0))
			return wanted;
	}
	return NULL;
}

static bool assign_by_name(struct order_files *files, struct failure *why)
{
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		if (file->for_name && !file->wanted)
			file->wanted = wanted_named(files, file->for_name);
		if (file->for_name && !file->wanted)
			return fail_unexpected(files, file->for_name, why);
	}
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		if (!file->wanted)
			file->wanted = wanted_named(files, file->firmware.name);
	}
	return true;
}

static bool assign_by_content(struct order_files *files, struct order_file *file,
                              struct failure *why)
{
	const struct wanted_file *first = NULL;

	for (size_t i = 0; i < files->recipe->file_count; i++) {
		const struct wanted_file *wanted = &files->recipe->files[i];

		const struct place place = place_for(files, wanted);

		if (is_taken(files, wanted) || !place_recognises(&place, &file->firmware))
			continue;
		if (first)
			return fail(why, FAIL_USAGE,
			            "'%s' could be '%s' or '%s': --firmware NAME=FILE says which",
			            file->firmware.name, place_title(first), place_title(wanted));
		first = wanted;
	}
	file->wanted = first;
	return true;
}

/* The only file left is for the only place left; what is wrong with it is said later. */
static void assign_last(struct order_files *files)
{
	struct order_file *file = NULL;
	const struct wanted_file *place = NULL;
	size_t places = 0;
	size_t left = 0;

	for (size_t i = 0; i < files->given_count; i++) {
		if (!files->given[i].wanted && left++ == 0)
			file = &files->given[i];
	}
	for (size_t i = 0; i < files->recipe->file_count; i++) {
		const struct wanted_file *wanted = &files->recipe->files[i];

		if (!wanted->optional && !is_taken(files, wanted) && places++ == 0)
			place = wanted;
	}
	if (left == 1 && places == 1)
		file->wanted = place;
}

/* Each in its place, in the recipe's order, and nothing missing. */
static bool sort(struct order_files *files, struct failure *why)
{
	AUTO_FREE char *missing = list_wanted(files, false);
	size_t count = 0;

	for (size_t i = 0; i < files->given_count; i++) {
		if (!files->given[i].wanted)
			return fail_unexpected(files, files->given[i].firmware.name, why);
	}
	if (missing[0])
		return fail(why, FAIL_USAGE,
		            "the rescue of '%s' also wants: %s; --firmware "
		            "may be given several times",
		            files->recipe->title, missing);
	for (size_t i = 0; i < files->recipe->file_count; i++) {
		for (size_t j = 0; j < files->given_count; j++) {
			if (files->given[j].wanted == &files->recipe->files[i])
				files->wanted[count++] = &files->given[j];
		}
	}
	return true;
}

/* What was said of an archive cannot be asked of the file in it any more. */
static bool is_the_right_archive(struct order_file *file, struct failure *why)
{
	firmware_settle(&file->firmware);
	file->was_archive = true;
	file->archive = file->firmware.sha256;
	file->archive_size = file->firmware.size;
	if (!provenance_agrees(&file->provenance, &file->firmware, why))
		return false;
	file->provenance.has_sha256 = false;
	return true;
}

/* An archive is not what a loader wants: the one file in it that fits takes its place. */
static bool take_out(struct order_files *files, struct order_file *file, struct failure *why)
{
	const struct recipe *recipe = files->recipe;

	if (!is_the_right_archive(file, why))
		return false;
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct wanted_file *wanted = &recipe->files[i];
		const struct place place = place_for(files, wanted);

		if (file->wanted ? file->wanted != wanted : is_taken(files, wanted))
			continue;
		if (!place_take_out(&place, &file->firmware, why))
			continue;
		if (!firmware_is_archive(&file->firmware))
			file->wanted = wanted;
		return true;
	}
	return false;
}

static bool take_all_out(struct order_files *files, struct failure *why)
{
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		if (firmware_is_archive(&file->firmware) && !take_out(files, file, why))
			return false;
	}
	return true;
}

bool files_assign(struct order_files *files, const struct recipe *recipe, bool raw,
                  struct failure *why)
{
	files->recipe = recipe;
	files->raw = raw;
	if (!assign_by_name(files, why) || !take_all_out(files, why))
		return false;
	for (size_t i = 0; i < files->given_count; i++) {
		if (!files->given[i].wanted && !assign_by_content(files, &files->given[i], why))
			return false;
	}
	assign_last(files);
	if (!sort(files, why))
		return false;
	for (size_t i = 0; i < files->given_count; i++) {
		const struct order_file *file = files->wanted[i];
		const struct place place = place_for(files, file->wanted);

		if (!place_may_be_made(file->wanted, why) ||
		    !place_fits(&place, &file->firmware, why))
			return false;
	}
	return true;
}

bool files_transform(struct order_files *files, struct progress *progress, struct failure *why)
{
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = files->wanted[i];
		const struct place place = place_for(files, file->wanted);
		enum change change = place_change(&place, &file->firmware);

		if (!transform_apply(&file->firmware, change, &file->content, progress, why))
			return false;
	}
	return true;
}

static bool is_small_enough(const struct order_file *file, struct failure *why)
{
	uint64_t most = file->wanted->size_max;
	char size[TEXT_SIZE];
	char limit[TEXT_SIZE];

	text_size(size, file->content.size);
	text_size(limit, most);
	return most == 0 || file->content.size <= most ||
	       fail(why, FAIL_FIRMWARE, "'%s' would become '%s' of %s; at most %s are possible",
	            file->firmware.name, place_title(file->wanted), size, limit);
}

static bool check(const struct order_files *files, struct order_file *file, struct failure *why)
{
	const struct place place = place_for(files, file->wanted);

	return place_suits(&place, &file->firmware, &file->provenance, &file->verdict, why) &&
	       is_small_enough(file, why);
}

bool files_check(struct order_files *files, struct failure *why)
{
	for (size_t i = 0; i < files->given_count; i++) {
		if (!check(files, files->wanted[i], why))
			return false;
	}
	return true;
}

const struct digest *files_sha256(const struct order_file *file)
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

/* By the file itself. Checksums find damage; only a signature tells who made a file. */
static char *vouched_by_content(const struct order_file *file)
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
static char *vouched_as_given(const struct order_file *file)
{
	const struct provenance *provenance = &file->provenance;
	const struct findings *findings = &file->firmware.findings;
	const bool is_signed = findings->signature == SIGNATURE_VALID;
	const char *source =
	        provenance->voucher ? provenance->voucher : trust_words(provenance->trust);
	AUTO_FREE char *content = NULL;

	if (provenance->locked)
		return mem_strdup(provenance->locked);
	if (provenance->trust == TRUST_NONE || (is_signed && !trust_suffices(provenance->trust)))
		return vouched_by_content(file);
	if (!trust_suffices(provenance->trust))
		return mem_printf("%s alone: accepted unsigned", source);
	if (!is_signed)
		return mem_strdup(source);
	content = vouched_by_content(file);
	return mem_printf("%s; %s", source, content);
}

char *files_vouched(const struct order_file *file)
{
	AUTO_FREE char *given = vouched_as_given(file);

	/* A lock file has the whole sentence. */
	if (file->provenance.locked)
		return TAKE(given);
	return mem_printf("%s%s", given,
	                  file->content.changed ? " (of the file before it was changed)" : "");
}

/* A lock file keeps it: there the file may have had another name. */
const char *files_model(const struct order_file *file)
{
	return file->provenance.locked_model ? file->provenance.locked_model
	                                     : model_match_name(file->verdict.model);
}

/* What stands behind '?' may be a secret, and is no part of where a file is. */
char *files_address(const struct order_file *file)
{
	const char *address = file->provenance.address;
	const size_t length = address ? strcspn(address, "?#") : 0;

	return length && length < ADDRESS_MAX && text_is_harmless(address)
	               ? mem_printf("%.*s", (int)length, address)
	               : NULL;
}
