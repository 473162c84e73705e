#include "base/mem.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/knowledge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "R3G" for code 13, when the catalogue knows it. */
static const char *model_of(const struct knowledge *knowledge, const struct findings *findings,
                            const struct board *board)
{
	const char *model = findings->format
	                            ? knowledge_code_model(knowledge, findings->format, board->code)
	                            : NULL;

	return model ? model : board->name[0] ? board->name : "unknown";
}

/* The limit of the first recipe that takes this firmware; 0 when none is known. */
static uint64_t size_limit(const struct knowledge *knowledge, const struct findings *findings)
{
	const struct catalog *catalog = &knowledge->catalog;

	for (size_t i = 0; i < catalog->vendor_count && findings->format; i++) {
		for (size_t j = 0; j < findings->board_count; j++) {
			const struct recipe *recipe = catalog_recipe_for(
			        &catalog->vendors[i], findings->format, findings->boards[j].code);

			if (recipe && recipe->file_count)
				return recipe->files[0].size_max;
		}
	}
	return 0;
}

static const char *size_verdict(uint64_t size, uint64_t limit)
{
	if (!limit)
		return "no limit known";
	return size <= limit ? "fits" : "too big";
}

static const char *integrity(const struct findings *findings)
{
	const char *verdict = "not checked";

	for (size_t i = 0; i < findings->check_count; i++) {
		if (findings->checks[i].result == CHECK_BAD)
			return "bad";
		if (findings->checks[i].result == CHECK_OK)
			verdict = "ok";
	}
	return verdict;
}

static void segments_in_words(const struct findings *findings)
{
	for (size_t i = 0; i < findings->segment_count; i++) {
		const struct segment *segment = &findings->segments[i];

		printf("  segment: %-20s %10" PRIu64 " bytes at %" PRIu64 ", %s\n", segment->name,
		       segment->size, segment->offset, segment->target);
	}
}

static void details_in_words(const struct findings *findings)
{
	segments_in_words(findings);
	for (size_t i = 0; i < findings->check_count; i++)
		printf("  check: %s: %s%s%s\n", findings->checks[i].name,
		       check_result_name(findings->checks[i].result),
		       findings->checks[i].detail[0] ? ", " : "", findings->checks[i].detail);
	printf("  signature: %s%s%s\n", signature_name(findings->signature),
	       findings->signature_detail[0] ? ", " : "", findings->signature_detail);
	for (size_t i = 0; i < findings->warning_count; i++)
		printf("  warning: %s\n", findings->warnings[i]);
	if (findings->never[0])
		printf("  never a rescue image: %s\n", findings->never);
}

static void in_words(const struct firmware *firmware, const struct knowledge *knowledge,
                     const struct failure *unsound)
{
	const struct findings *findings = &firmware->findings;
	char clean[256];
	char hex[DIGEST_HEX];

	text_clean(clean, sizeof(clean), firmware->path);
	digest_to_hex(&firmware->sha256, hex);
	printf("%s: %s\n", clean, unsound ? "NOT SOUND" : "sound");
	if (unsound)
		printf("  because: %s\n", unsound->text);
	printf("  container: %s\n", findings->container);
	printf("  origin: %s%s%s\n", origin_name(findings->origin),
	       findings->signer[0] ? ", signed by " : "", findings->signer);
	for (size_t i = 0; i < findings->board_count; i++)
		printf("  board: %s (code %s)\n",
		       model_of(knowledge, findings, &findings->boards[i]),
		       findings->boards[i].code);
	if (!findings->board_count)
		puts("  board: not told");
	printf("  integrity: %s\n", integrity(findings));
	printf("  completeness: %s%s%s\n", completeness_name(findings->completeness),
	       findings->completeness_detail[0] ? ", " : "", findings->completeness_detail);
	printf("  size: %" PRIu64 " bytes, %s\n", firmware->bytes.size,
	       size_verdict(firmware->bytes.size, size_limit(knowledge, findings)));
	if (findings->version[0])
		printf("  version: %s\n", findings->version);
	if (findings->region[0])
		printf("  region: %s\n", findings->region);
	printf("  SHA-256: %s\n", hex);
	details_in_words(findings);
}

static json_t *boards_json(const struct firmware *firmware, const struct knowledge *knowledge)
{
	const struct findings *findings = &firmware->findings;
	json_t *boards = json_array();

	for (size_t i = 0; i < findings->board_count; i++)
		json_array_append_new(
		        boards, json_pack("{s:s, s:s, s:s}", "code", findings->boards[i].code,
		                          "name", findings->boards[i].name, "model",
		                          model_of(knowledge, findings, &findings->boards[i])));
	return boards;
}

static json_t *checks_json(const struct findings *findings)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < findings->check_count; i++)
		json_array_append_new(
		        checks, json_pack("{s:s, s:s, s:s}", "name", findings->checks[i].name,
		                          "result", check_result_name(findings->checks[i].result),
		                          "detail", findings->checks[i].detail));
	return checks;
}

static json_t *segments_json(const struct findings *findings)
{
	json_t *segments = json_array();

	for (size_t i = 0; i < findings->segment_count; i++)
		json_array_append_new(segments,
		                      json_pack("{s:s, s:I, s:I, s:s}", "name",
		                                findings->segments[i].name, "offset",
		                                (json_int_t)findings->segments[i].offset, "size",
		                                (json_int_t)findings->segments[i].size, "target",
		                                findings->segments[i].target));
	return segments;
}

static json_t *warnings_json(const struct findings *findings)
{
	json_t *warnings = json_array();

	for (size_t i = 0; i < findings->warning_count; i++)
		json_array_append_new(warnings, json_string(findings->warnings[i]));
	return warnings;
}

static void as_event(const struct firmware *firmware, const struct knowledge *knowledge,
                     const struct failure *unsound, struct report *report)
{
	const struct findings *findings = &firmware->findings;
	char file[256];
	char hex[DIGEST_HEX];
	json_t *event;

	text_clean(file, sizeof(file), firmware->path);
	digest_to_hex(&firmware->sha256, hex);
	event = json_pack("{s:s, s:b, s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s}",
	                  "file", file, "sound", unsound == NULL, "container", findings->container,
	                  "origin", origin_name(findings->origin), "boards",
	                  boards_json(firmware, knowledge), "integrity", integrity(findings),
	                  "completeness", completeness_name(findings->completeness), "fits",
	                  size_verdict(firmware->bytes.size, size_limit(knowledge, findings)),
	                  "size", (json_int_t)firmware->bytes.size, "version", findings->version,
	                  "region", findings->region, "signature",
	                  signature_name(findings->signature), "sha256", hex);
	json_object_set_new(event, "signer", json_string(findings->signer));
	json_object_set_new(event, "checks", checks_json(findings));
	json_object_set_new(event, "segments", segments_json(findings));
	json_object_set_new(event, "warnings", warnings_json(findings));
	json_object_set_new(event, "never", json_string(findings->never));
	json_object_set_new(event, "reason", json_string(unsound ? unsound->text : ""));
	report_event(report, "result", event);
}

/* It names the file, and a file's name may hold anything. */
static void clean_reason(struct failure *why)
{
	char clean[sizeof(why->text)];

	text_clean(clean, sizeof(clean), why->text);
	memcpy(why->text, clean, strlen(clean) + 1);
}

/* A file that could not even be opened is told like one that is not sound. */
static void tell_unreadable(const char *path, const struct failure *why, struct report *report)
{
	char file[256];

	text_clean(file, sizeof(file), path);
	if (report->json)
		report_event(report, "result",
		             json_pack("{s:s, s:b, s:s}", "file", file, "sound", false, "reason",
		                       why->text));
	else if (!report->quiet)
		printf("%s: NOT SOUND\n  because: %s\n", file, why->text);
}

static bool inspect_one(const char *path, const struct knowledge *knowledge, struct report *report,
                        struct failure *why)
{
	struct firmware firmware;
	bool sound;

	if (!firmware_open(&firmware, path, &knowledge->keys, why)) {
		clean_reason(why);
		tell_unreadable(path, why, report);
		return false;
	}
	sound = firmware_is_sound(&firmware, why);
	if (!sound)
		clean_reason(why);
	if (report->json)
		as_event(&firmware, knowledge, sound ? NULL : why, report);
	else if (!report->quiet)
		in_words(&firmware, knowledge, sound ? NULL : why);
	firmware_done(&firmware);
	return sound;
}

/* Every file is looked at; the first that is not sound decides how the command ends. */
bool command_inspect(const struct options *options, struct report *report, struct failure *why)
{
	struct knowledge knowledge;
	struct failure first = { 0 };
	bool good = knowledge_load(&knowledge, options, &first);

	for (size_t i = 0; good && i < options->operands.count; i++) {
		struct failure now = { 0 };

		if (!inspect_one(options->operands.items[i], &knowledge, report, &now) &&
		    !first.text[0])
			first = now;
	}
	knowledge_done(&knowledge);
	if (first.text[0])
		*why = first;
	return !first.text[0];
}
