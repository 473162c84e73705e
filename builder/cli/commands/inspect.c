#include "app/knowledge/matching_recipes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "cli/commands/commands.h"
#include "cli/screen/message.h"
#include "firmware/sandbox/sandbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BOARDS_SHOWN = 6, AT_ONCE = 6, FEW_FILES = 64 };

/* A file and its report. */
struct inspected {
	const struct firmware *firmware;
	const struct knowledge *knowledge;
	struct matching_recipes matches;
	const struct failure *unsound; /* NULL: it is sound */
	bool all;                      /* every detail */
};

/* "R3G" for code 13, when the catalogue knows it. */
static const char *model_of(const struct knowledge *knowledge, const struct findings *findings,
                            const struct board *board)
{
	const char *format = board_format(findings, board);
	const char *model = format ? knowledge_code_model(knowledge, format, board->code) : NULL;

	return model ? model : board->name[0] ? board->name : "unknown";
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
		enum check_result result = findings->checks[i].result;

		if (result == CHECK_BAD)
			return "bad";
		if (result == CHECK_OK)
			verdict = "ok";
		else if (result == CHECK_UNPROVEN && strcmp(verdict, "ok") != 0)
			verdict = "not proven";
	}
	return verdict;
}

static void segments_in_words(const struct findings *findings)
{
	for (size_t i = 0; i < findings->segment_count; i++) {
		const struct segment *segment = &findings->segments[i];

		message_print(stdout, "", "  segment: %s %" PRIu64 " bytes at %" PRIu64 ", %s",
		              segment->name, segment->size, segment->offset, segment->target);
	}
}

/* With --verbose everything; otherwise what users need. */
static void checks_in_words(const struct findings *findings, bool all)
{
	for (size_t i = 0; i < findings->check_count; i++) {
		const struct check *check = &findings->checks[i];

		if (all || check->result != CHECK_OK)
			message_print(stdout, "", "  check: %s: %s%s%s", check->name,
			              check_result_name(check->result),
			              check->detail[0] ? ", " : "", check->detail);
	}
}

static void signature_in_words(const struct findings *findings)
{
	if (findings->signature != SIGNATURE_NONE)
		message_print(
		        stdout, "", "  signature: %s%s%s", signature_name(findings->signature),
		        findings->signature_detail[0] ? ", " : "", findings->signature_detail);
}

static void boards_in_words(const struct inspected *it, bool all)
{
	const struct findings *findings = &it->firmware->findings;
	size_t shown =
	        all || findings->board_count <= BOARDS_SHOWN ? findings->board_count : BOARDS_SHOWN;

	for (size_t i = 0; i < shown; i++)
		message_print(stdout, "", "  board: %s (code %s)",
		              model_of(it->knowledge, findings, &findings->boards[i]),
		              findings->boards[i].code);
	if (shown < findings->board_count)
		message_print(stdout, "", "  board: and %zu more (--verbose shows them)",
		              findings->board_count - shown);
	if (!findings->board_count)
		message_text(stdout, "", "  board: not stated");
}

static void matches_in_words(const struct matching_recipes *matches)
{
	for (size_t i = 0; i < matches->count; i++)
		message_print(stdout, "", "  rescues: %s (%s/%s, by %s)",
		              matches->items[i].recipe->title, matches->items[i].recipe->vendor,
		              matches->items[i].recipe->model,
		              method_name(matches->items[i].recipe->method));
}

static void verdicts_in_words(const struct inspected *it)
{
	const struct findings *findings = &it->firmware->findings;

	message_print(stdout, "", "  container: %s", findings->container);
	message_print(stdout, "", "  origin: %s%s%s", origin_name(findings->origin),
	              findings->signer[0] ? ", signed by " : "", findings->signer);
	boards_in_words(it, it->all);
	message_print(stdout, "", "  integrity: %s", integrity(findings));
	message_print(stdout, "", "  completeness: %s%s%s",
	              completeness_name(findings->completeness),
	              findings->completeness_detail[0] ? ", " : "", findings->completeness_detail);
	message_print(stdout, "", "  size: %" PRIu64 " bytes, %s", it->firmware->size,
	              size_verdict(it->firmware->size, matching_recipes_size_limit(&it->matches)));
	if (findings->version[0])
		message_print(stdout, "", "  version: %s", findings->version);
	if (findings->region[0])
		message_print(stdout, "", "  region: %s", findings->region);
}

/* The result itself, with --quiet as well. */
static void verdict_in_words(const char *path, const struct failure *unsound)
{
	char clean[256];

	text_clean(clean, sizeof(clean), path);
	message_print(stdout, "", "%s: %s", clean, unsound ? "NOT SOUND" : "sound");
	if (unsound)
		message_print(stdout, "", "  because: %s", unsound->text);
}

static void details_in_words(const struct inspected *it)
{
	const struct findings *findings = &it->firmware->findings;
	char hex[DIGEST_HEX];

	digest_to_hex(&it->firmware->sha256, hex);
	verdicts_in_words(it);
	message_print(stdout, "", "  SHA-256: %s", hex);
	matches_in_words(&it->matches);
	if (it->all)
		segments_in_words(findings);
	checks_in_words(findings, it->all);
	signature_in_words(findings);
	for (size_t i = 0; i < findings->warning_count; i++)
		message_print(stdout, "", "  warning: %s", findings->warnings[i]);
	if (findings->never[0])
		message_print(stdout, "", "  never a rescue image: %s", findings->never);
}

static json_t *boards_json(const struct inspected *it)
{
	const struct findings *findings = &it->firmware->findings;
	json_t *boards = json_array();

	for (size_t i = 0; i < findings->board_count; i++)
		json_array_append_new(
		        boards, json_pack("{s:s, s:s, s:s}", "code", findings->boards[i].code,
		                          "name", findings->boards[i].name, "model",
		                          model_of(it->knowledge, findings, &findings->boards[i])));
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

static json_t *matches_json(const struct matching_recipes *matches)
{
	json_t *recipes = json_array();

	for (size_t i = 0; i < matches->count; i++)
		json_array_append_new(recipes,
		                      json_sprintf("%s/%s", matches->items[i].recipe->vendor,
		                                   matches->items[i].recipe->model));
	return recipes;
}

static json_t *containers_json(const struct findings *findings)
{
	json_t *containers = json_array();

	for (size_t i = 0; i < findings->layer_count; i++)
		json_array_append_new(containers, json_string(findings->layers[i]));
	return containers;
}

static void as_event(const struct inspected *it, struct report *report)
{
	const struct firmware *firmware = it->firmware;
	const struct findings *findings = &firmware->findings;
	const char *fits = size_verdict(firmware->size, matching_recipes_size_limit(&it->matches));
	char file[256];
	char hex[DIGEST_HEX];
	json_t *event;

	text_clean(file, sizeof(file), firmware->path);
	digest_to_hex(&firmware->sha256, hex);
	event = json_pack("{s:s, s:b, s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s}",
	                  "file", file, "sound", it->unsound == NULL, "container",
	                  findings->container, "origin", origin_name(findings->origin), "boards",
	                  boards_json(it), "integrity", integrity(findings), "completeness",
	                  completeness_name(findings->completeness), "fits", fits, "size",
	                  (json_int_t)firmware->size, "version", findings->version, "region",
	                  findings->region, "signature", signature_name(findings->signature),
	                  "sha256", hex);
	json_object_set_new(event, "containers", containers_json(findings));
	json_object_set_new(event, "completeness_detail",
	                    json_string(findings->completeness_detail));
	json_object_set_new(event, "recipes", matches_json(&it->matches));
	json_object_set_new(event, "signer", json_string(findings->signer));
	json_object_set_new(event, "checks", checks_json(findings));
	json_object_set_new(event, "segments", segments_json(findings));
	json_object_set_new(event, "warnings", warnings_json(findings));
	json_object_set_new(event, "never", json_string(findings->never));
	json_object_set_new(event, "reason", json_string(it->unsound ? it->unsound->text : ""));
	report_event(report, "result", event);
}

/* It names the file, and a file's name may hold anything. */
static void clean_reason(struct failure *why)
{
	char clean[sizeof(why->text)];

	text_clean(clean, sizeof(clean), why->text);
	memcpy(why->text, clean, strlen(clean) + 1);
}

/* A file that could not be opened is reported like one that is not sound. */
static void show_unreadable(const char *path, const struct failure *why, struct report *report)
{
	char file[256];

	text_clean(file, sizeof(file), path);
	if (report->json)
		report_event(report, "result",
		             json_pack("{s:s, s:b, s:s}", "file", file, "sound", false, "reason",
		                       why->text));
	else
		verdict_in_words(path, why);
}

/* A file that is examined while others before it are reported. */
struct next {
	const char *path;
	struct firmware firmware;
	bool is_started;
	struct failure why;
};

static void start_one(struct next *out, const char *path, const struct knowledge *knowledge)
{
	out->path = path;
	out->is_started = firmware_start(&out->firmware, path, &knowledge->keys, &out->why);
}

static void show(const struct inspected *it, bool has_details, struct report *report)
{
	if (report->json) {
		as_event(it, report);
		return;
	}
	verdict_in_words(it->firmware->path, it->unsound);
	if (has_details)
		details_in_words(it);
}

/* The first file is read while the catalogue is; who sees no details needs none. */
static bool inspect_one(struct next *next, const struct knowledge *knowledge, struct report *report,
                        struct failure *why)
{
	const bool has_details = report->json || !report->quiet;
	struct firmware *firmware = &next->firmware;
	struct inspected it = { firmware, knowledge, { 0 }, NULL, report->verbose };
	bool sound;

	if (!next->is_started) {
		*why = next->why;
		clean_reason(why);
		show_unreadable(next->path, why, report);
		return false;
	}
	firmware_look(firmware);
	if (has_details && !knowledge_complete(knowledge, why)) {
		firmware_done(firmware);
		return false;
	}
	sound = firmware_is_sound(firmware, why);
	report_end_line(report);
	if (!sound && why->kind == FAIL_INTERRUPTED) {
		firmware_done(firmware);
		return false; /* that says nothing of the file */
	}
	if (!sound)
		clean_reason(why);
	if (has_details)
		it.matches = matching_recipes_find(knowledge, &firmware->findings);
	it.unsound = sound ? NULL : why;
	show(&it, has_details, report);
	free(it.matches.items);
	firmware_done(firmware);
	return sound;
}

static void drop(struct next *next)
{
	if (!next->is_started)
		return;
	firmware_look(&next->firmware);
	firmware_done(&next->firmware);
}

/* How many files are examined at the same time. */
static size_t count_at_once(void)
{
	const long most = sysconf(_SC_OPEN_MAX); /* -1: there is no limit */

	return most >= 0 && most < FEW_FILES ? 1 : AT_ONCE;
}

/* Fails with the first reason; goes on as long as there is a catalogue. */
static bool inspect_all(const struct strings *paths, const struct knowledge *knowledge,
                        struct report *report, struct failure *first)
{
	const size_t at_once = count_at_once();
	AUTO_FREE struct next *files = mem_zalloc(at_once, sizeof(*files));
	size_t started = 0;
	bool goes_on = true;

	for (size_t i = 0; goes_on && i < paths->count; i++) {
		struct failure now = { 0 };

		for (; started < paths->count && started < i + at_once; started++)
			start_one(&files[started % at_once], paths->items[started], knowledge);
		if (!inspect_one(&files[i % at_once], knowledge, report, &now) && !first->text[0])
			*first = now;
		files[i % at_once].is_started = false;
		goes_on = now.kind != FAIL_CATALOG && interrupt_check(first);
	}
	for (size_t i = 0; i < at_once; i++)
		drop(&files[i]);
	return !first->text[0];
}

/* The whole catalogue, where it was read, has every warning that its keys have. */
static void warn(const struct knowledge *knowledge, struct report *report)
{
	const struct catalog *read = knowledge->whole && knowledge->whole->vendor_count
	                                     ? knowledge->whole
	                                     : &knowledge->catalog;

	report_warnings(report, read->warnings, read->warning_count);
}

/* Every file is looked at; the first that is not sound decides how the command ends. */
bool command_inspect(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);
	struct sandbox_pool pool;
	struct knowledge knowledge;
	bool good = knowledge_load_keys(&knowledge, &request, why);

	knowledge.keys.progress = report->live ? &report->ui.progress : NULL;
	if (good && options->operands.count > AT_ONCE && count_at_once() == AT_ONCE)
		sandbox_pool_start(&pool, &knowledge.keys);
	good = good && inspect_all(&options->operands, &knowledge, report, why);
	warn(&knowledge, report);
	if (knowledge.keys.pool)
		sandbox_pool_done(&pool);
	knowledge_done(&knowledge);
	return good;
}
