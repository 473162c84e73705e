#include "cli/order/files.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* OpenWrt publishes images that have them already. */
static bool has_zeros(const struct order_file *file)
{
	const char *format = file->firmware.findings.format;

	return format && strcmp(format, "zeros-128k") == 0;
}

static enum change change_for(const struct order_files *files, const struct order_file *file,
                              const struct wanted_file *wanted)
{
	bool packed = transform_is_packed(&file->firmware);

	switch (wanted->transform) {
	case TRANSFORM_CUT_METADATA: return CHANGE_CUT_METADATA;
	case TRANSFORM_ZEROS_128K: return has_zeros(file) ? CHANGE_NONE : CHANGE_ZEROS_128K;
	case TRANSFORM_UNPACK: return packed ? CHANGE_UNPACK : CHANGE_NONE;
	default: return files->raw && packed ? CHANGE_UNPACK : CHANGE_NONE;
	}
}

void files_add_accepts(const struct wanted_file *wanted, struct firmware_accept *accepts,
                       size_t *count)
{
	for (size_t i = 0; i < wanted->accept_count; i++)
		accepts[(*count)++] = (struct firmware_accept){
			.format = wanted->accepts[i].format,
			.codes = wanted->accepts[i].codes,
			.code_count = wanted->accepts[i].code_count,
		};
}

/* The recipe's demands on a file in the firmware layer's words; free ->accepts. */
static struct firmware_demand demand_of(const struct order_files *files,
                                        const struct order_file *file,
                                        const struct wanted_file *wanted)
{
	enum change change = change_for(files, file, wanted);
	struct firmware_accept *accepts = mem_zalloc(wanted->accept_count + 1, sizeof(*accepts));
	size_t count = 0;

	files_add_accepts(wanted, accepts, &count);
	return (struct firmware_demand){
		.model = files->recipe->title,
		.accepts = accepts,
		.accept_count = count,
		/* What comes out of a change is what counts. */
		.size_max = change == CHANGE_NONE ? wanted->size_max : 0,
		.unpacked = change == CHANGE_UNPACK || has_zeros(file),
		.beside = wanted != files->recipe->files,
		.accept_unsigned = files->options->accept_unsigned,
		.code_model = knowledge_code_model,
		.context = files->knowledge,
	};
}

static bool fits(const struct order_files *files, const struct order_file *file,
                 const struct wanted_file *wanted, struct failure *why)
{
	struct firmware_demand demand = demand_of(files, file, wanted);
	bool good = firmware_fits(&file->firmware, &demand, why);

	mem_auto_free(&demand.accepts);
	return good;
}

/* By what is known of it, not because anything would do. */
static bool is_recognised(const struct order_files *files, const struct order_file *file,
                          const struct wanted_file *wanted)
{
	struct firmware_demand demand = demand_of(files, file, wanted);
	struct failure ignored;
	bool good = !firmware_is_any(&file->firmware, &demand) &&
	            firmware_fits(&file->firmware, &demand, &ignored);

	mem_auto_free(&demand.accepts);
	return good;
}

static bool is_taken(const struct order_files *files, const struct wanted_file *wanted)
{
	for (size_t i = 0; i < files->given_count; i++) {
		if (files->given[i].wanted == wanted)
			return true;
	}
	return false;
}

static const char *title_of(const struct wanted_file *wanted)
{
	return wanted->name ? wanted->name : "a file of any name";
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
		fprintf(to, "%s%s (%s)", comma, title_of(wanted), wanted->what);
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

		if (file->for_name)
			file->wanted = wanted_named(files, file->for_name);
		if (file->for_name && !file->wanted)
			return fail_unexpected(files, file->for_name, why);
	}
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		if (!file->wanted)
			file->wanted = wanted_named(files, file_name_in(file->firmware.path));
	}
	return true;
}

static bool assign_by_content(struct order_files *files, struct order_file *file,
                              struct failure *why)
{
	const struct wanted_file *first = NULL;

	for (size_t i = 0; i < files->recipe->file_count; i++) {
		const struct wanted_file *wanted = &files->recipe->files[i];

		if (is_taken(files, wanted) || !is_recognised(files, file, wanted))
			continue;
		if (first)
			return fail(why, FAIL_USAGE,
			            "'%s' could be '%s' or '%s': --firmware NAME=FILE says which",
			            file->firmware.name, title_of(first), title_of(wanted));
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

bool files_may_be_made(const struct wanted_file *wanted, struct failure *why)
{
	return wanted->transform != TRANSFORM_BY_HAND ||
	       fail(why, FAIL_USAGE, "'%s' has to be put together by hand: %s", title_of(wanted),
	            wanted->what);
}

static bool accepts_zip(const struct wanted_file *wanted)
{
	for (size_t i = 0; i < wanted->accept_count; i++) {
		if (strcmp(wanted->accepts[i].format, "zip") == 0)
			return true;
	}
	return false;
}

/* An archive is not what a loader wants: the one file in it that fits takes its place. */
static bool take_out(struct order_files *files, struct order_file *file, struct failure *why)
{
	const struct recipe *recipe = files->recipe;

	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct wanted_file *wanted = &recipe->files[i];
		struct firmware_demand demand;
		struct firmware member;
		bool good;

		if (file->wanted ? file->wanted != wanted : is_taken(files, wanted))
			continue;
		if (accepts_zip(wanted))
			return true;
		demand = demand_of(files, file, wanted);
		good = firmware_open_member(&member, &file->firmware, &demand,
		                            &files->knowledge->keys, why);
		mem_auto_free(&demand.accepts);
		if (!good)
			continue;
		firmware_done(&file->firmware);
		file->firmware = member;
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

		if (!files_may_be_made(file->wanted, why) || !fits(files, file, file->wanted, why))
			return false;
	}
	return true;
}

bool files_transform(struct order_files *files, struct progress *progress, struct failure *why)
{
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = files->wanted[i];

		enum change change = change_for(files, file, file->wanted);

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
	            file->firmware.name, title_of(file->wanted), size, limit);
}

static bool check(struct order_files *files, struct order_file *file, struct failure *why)
{
	struct firmware_demand demand = demand_of(files, file, file->wanted);
	bool good;

	good = firmware_suits(&file->firmware, &demand, &file->unsigned_accepted, why) &&
	       is_small_enough(file, why);
	file->any = firmware_is_any(&file->firmware, &demand);
	mem_auto_free(&demand.accepts);
	return good;
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

/* Checksums find damage; only a signature tells who made a file. */
static char *vouched_as_given(const struct order_file *file)
{
	const struct findings *findings = &file->firmware.findings;

	if (file->any)
		return mem_strdup(file->unsigned_accepted ? "nothing: accepted unsigned"
		                                          : "nothing: any content is taken");
	if (findings->signature == SIGNATURE_VALID) {
		char signer[sizeof(findings->signer)];

		text_clean(signer, sizeof(signer), findings->signer);
		return mem_printf("signature by %s", signer);
	}
	if (findings->signature != SIGNATURE_NONE)
		return mem_strdup("nothing: accepted unsigned");
	return mem_strdup(has_good_checksum(findings)
	                          ? "checksums only: this format carries no signature"
	                          : "nothing: this format carries no signature and no checksum");
}

char *files_vouched(const struct order_file *file)
{
	AUTO_FREE char *given = vouched_as_given(file);

	return mem_printf("%s%s", given,
	                  file->content.changed ? " (of the file before it was changed)" : "");
}
