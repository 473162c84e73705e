#include "app/knowledge/knowledge.h"
#include "base/mem.h"
#include "catalog/review/fix.h"
#include "catalog/review/review.h"
#include "cli/commands/commands.h"
#include "cli/screen/message.h"
#include "firmware/examine/format.h"

#include <regex.h>
#include <stdio.h>

/* What review_run() is given to call back with. */
struct reader {
	struct report *report;
	struct keyring *keys;
};

static bool knows_format(const char *id)
{
	return format_named(id) != NULL;
}

static const char *wrong_code(const char *id, const char *code)
{
	const struct format *format = format_named(id);
	regex_t form;
	bool fits;

	if (!format || !format->code_form ||
	    regcomp(&form, format->code_form, REG_EXTENDED | REG_NOSUB) != 0)
		return NULL;
	fits = regexec(&form, code, 0, NULL, 0) == 0;
	regfree(&form);
	return fits ? NULL : format->code_words;
}

static bool takes_key(void *context, const struct vendor_key *key, struct failure *why)
{
	struct reader *reader = context;

	return knowledge_add_key(reader->keys, key, why);
}

/* A line on stdout, unless that is for events. */
static void say(const struct report *report, const char *line)
{
	if (!report->json)
		message_text(stdout, "", line);
}

static void show_problem(void *context, const struct review_problem *problem)
{
	const struct reader *reader = context;
	AUTO_FREE char *line =
	        problem->pointer ? mem_printf("'%s' at %s: %s", problem->file,
	                                      problem->pointer[0] ? problem->pointer : "the top",
	                                      problem->text)
	                         : mem_strdup(problem->text);

	report_event(reader->report, "problem",
	             json_pack("{s:o, s:o*, s:o}", "file", report_json(problem->file), "pointer",
	                       problem->pointer ? report_json(problem->pointer) : NULL, "problem",
	                       report_json(problem->text)));
	say(reader->report, line);
}

static void show_remark(void *context, const char *file, const char *pointer, const char *text)
{
	struct report *report = context;
	AUTO_FREE char *line = mem_printf("'%s' at %s: %s", file, pointer, text);

	report_event(report, "remark",
	             json_pack("{s:o, s:o, s:o}", "file", report_json(file), "pointer",
	                       report_json(pointer), "remark", report_json(text)));
	say(report, line);
}

static void show_rewritten(void *context, const char *file)
{
	struct report *report = context;
	AUTO_FREE char *line = mem_printf("rewritten: '%s'", file);

	report_event(report, "rewritten", json_pack("{s:o}", "file", report_json(file)));
	say(report, line);
}

static bool fix(const char *folder, struct report *report, struct failure *why)
{
	return fix_run(&(struct fix_request){ folder, show_remark, show_rewritten, report }, why);
}

static void show_counts(struct report *report, const char *folder,
                        const struct review_counts *counts)
{
	json_t *methods = json_object();

	for (enum method i = 0; i < METHOD_COUNT; i++)
		json_object_set_new(methods, method_name(i),
		                    json_integer((json_int_t)counts->by_method[i]));
	report_event(report, "result",
	             json_pack("{s:o, s:I, s:I, s:I, s:I, s:o}", "folder", report_json(folder),
	                       "problems", (json_int_t)counts->problems, "vendors",
	                       (json_int_t)counts->vendors, "models", (json_int_t)counts->models,
	                       "built", (json_int_t)counts->built, "methods", methods));
	if (report->json)
		return;
	printf("%6zu  vendors\n%6zu  models\n%6zu  built\n", counts->vendors, counts->models,
	       counts->built);
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		if (counts->by_method[i])
			printf("%6zu  %s\n", counts->by_method[i], method_name(i));
	}
}

static bool check(const struct review_request *request, struct report *report, struct failure *why)
{
	struct review_counts counts;

	if (!review_run(request, &counts, why))
		return false;
	show_counts(report, request->folder, &counts);
	return !counts.problems || fail(why, FAIL_CATALOG, "there %s %zu problem%s in '%s'",
	                                counts.problems == 1 ? "is" : "are", counts.problems,
	                                counts.problems == 1 ? "" : "s", request->folder);
}

/* Nothing where the program's own catalogue cannot be read: then its names are not compared. */
static void read_known(struct catalog *out, const char *data, const char *folder)
{
	struct failure why;

	if (!folder || !catalog_load(out, &(struct catalog_request){ .data = data }, &why))
		*out = (struct catalog){ 0 };
}

bool command_check_catalog(const struct options *options, struct report *report,
                           struct failure *why)
{
	const char *folder = options->operands.count ? options->operands.items[0] : NULL;
	AUTO_FREE char *data = NULL;
	AUTO_FREE char *own = NULL;
	struct catalog layouts = { 0 };
	struct catalog known = { 0 };
	struct keyring keys = { 0 };
	struct reader reader = { report, &keys };
	bool good = catalog_data(&data, why) && catalog_load_layouts(&layouts, data, why);

	own = mem_printf("%s/vendors", data ? data : "");
	if (good && options->fix)
		good = fix(folder ? folder : own, report, why);
	if (good) {
		read_known(&known, data, folder);
		good = check(
		        &(struct review_request){
		                .folder = folder ? folder : own,
		                .layouts = layouts.layouts,
		                .layout_count = layouts.layout_count,
		                .known = known.vendors,
		                .known_count = known.vendor_count,
		                .knows_format = knows_format,
		                .wrong_code = wrong_code,
		                .takes_key = takes_key,
		                .report = show_problem,
		                .context = &reader,
		        },
		        report, why);
	}
	keyring_done(&keys);
	catalog_done(&known);
	catalog_done(&layouts);
	return good;
}
