#include "cli/output/fleet/fleet_report.h"

#include "app/fleet/fleet_outcome.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "cli/screen/text_table.h"

#include <stdio.h>

/* A lock file says more than the result of a check. */
static json_t *fields_of(const struct fleet_outcome *outcome)
{
	json_t *fields = json_pack("{s:s}", "router", outcome->router);

	if (outcome->lock)
		json_object_set_new(fields, "target", report_json(outcome->path));
	json_object_update(fields, outcome->lock ? outcome->lock : outcome->result);
	return fields;
}

void fleet_show_router(struct report *report, const struct event_fleet *fleet)
{
	const struct fleet_outcome *outcome = fleet->outcomes;

	if (outcome->is_good)
		report_event(report, "result", fields_of(outcome));
	else
		report_subject(report, "%s failed: %s", outcome->router, outcome->why.text);
}

static json_t *failed_json(const struct event_fleet *fleet)
{
	json_t *failed = json_array();

	for (size_t i = 0; i < fleet->count; i++) {
		const struct fleet_outcome *outcome = &fleet->outcomes[i];

		if (!outcome->is_good)
			json_array_append_new(
			        failed,
			        json_pack("{s:s, s:s, s:s, s:i, s:s}", "router", outcome->router,
			                  "kind", fail_kind_name(outcome->why.kind), "reason",
			                  fail_reason_name(&outcome->why), "status",
			                  (int)outcome->why.kind, "message", outcome->why.text));
	}
	return failed;
}

static size_t good_ones(const struct event_fleet *fleet)
{
	size_t good = 0;

	for (size_t i = 0; i < fleet->count; i++)
		good += fleet->outcomes[i].is_good;
	return good;
}

/* What became of it: an image read back and found right, a lock, or with --dry-run nothing. */
static const char *state_of(const struct fleet_outcome *outcome)
{
	if (!outcome->is_good)
		return "failed";
	if (outcome->lock)
		return "locked";
	return json_object_get(outcome->result, "sha256") ? "proven" : "checked";
}

static void show_row(struct text_table *table, const struct fleet_outcome *outcome)
{
	const json_t *size = json_object_get(outcome->result, "image_size");
	char words[TEXT_SIZE] = "";
	char path[4096];

	if (size)
		text_size(words, (uint64_t)json_integer_value(size));
	text_clean(path, sizeof(path), outcome->path);
	text_table_cell(table, outcome->router);
	text_table_cell(table, state_of(outcome));
	text_table_cell(table, words);
	text_table_cell(table, outcome->is_good ? path : outcome->why.text);
}

void fleet_show(struct report *report, const struct event_fleet *fleet)
{
	static const struct text_column columns[] = {
		{ "ROUTER", 0 },
		{ "RESULT", 0 },
		{ "SIZE", 1 },
		{ "FILE", 0 },
	};
	const size_t good = good_ones(fleet);
	struct text_table table;

	report_end_line(report);
	report_event(report, "summary",
	             json_pack("{s:I, s:I, s:o}", "routers", (json_int_t)fleet->count, "good",
	                       (json_int_t)good, "failed", failed_json(fleet)));
	if (report->json)
		return;
	text_table_begin(&table, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < fleet->count; i++)
		show_row(&table, &fleet->outcomes[i]);
	text_table_end(&table);
	if (good == 1 && fleet->count == 1)
		printf("The image is %s.\n", state_of(&fleet->outcomes[0]));
	else if (good == fleet->count)
		printf("All %zu images are %s.\n", good, state_of(&fleet->outcomes[0]));
	fflush(stdout);
}
