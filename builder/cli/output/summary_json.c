#include "cli/output/summary_json.h"

#include "base/text/text.h"
#include "cli/output/summary_words.h"
#include "guide/guide.h"

/* The one target is a text, several are a list. */
static void add_target(json_t *fields, const struct summary *summary)
{
	json_t *names = json_array();
	char target[SUMMARY_TARGET];

	if (summary->disk_count <= 1) {
		summary_target(summary, target);
		json_object_set_new(fields, "target", json_string(target));
		json_decref(names);
		return;
	}
	for (size_t i = 0; i < summary->disk_count; i++)
		json_array_append_new(names, json_string(summary->disks[i].path));
	json_object_set_new(fields, "targets", names);
}

/* What authenticity rests on, in one word, and what the catalogue says of the address. */
static void add_source(json_t *fields, const struct input *file)
{
	const struct known_download *from = file->obtained.provenance.download;

	json_object_set_new(fields, "trust",
	                    json_string(trust_name(provenance_trust(&file->obtained.provenance,
	                                                            &file->firmware))));
	if (from)
		json_object_update_new(fields,
		                       json_pack("{s:s?, s:s?, s:s?}", "channel", from->channel,
		                                 "region", from->region, "seen", from->seen));
}

static json_t *manifest_files(const struct summary *summary)
{
	const struct manifest *manifest = summary->manifest;
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		json_t *fields = summary_file_json(&manifest->files[i]);

		/* A folder has a single file under several names. */
		if (summary->inputs)
			add_source(fields,
			           summary->inputs->by_slot[i < summary->inputs->count ? i : 0]);
		json_array_append_new(files, fields);
	}
	return files;
}

static json_t *common_fields(const struct summary *summary)
{
	const struct manifest *manifest = summary->manifest;
	json_t *fields = json_object();

	add_target(fields, summary);
	json_object_update_new(fields,
	                       json_pack("{s:s, s:s*, s:o}", "recipe", manifest->recipe, "layout",
	                                 manifest->layout, "files", manifest_files(summary)));
	if (manifest->layout)
		json_object_set_new(fields, "image_size",
		                    json_integer((json_int_t)summary->image_size));
	return fields;
}

static json_t *disk_json(const struct disk *disk)
{
	return json_pack("{s:s, s:s, s:s, s:I}", "maker", disk->maker, "model", disk->model,
	                 "serial", disk->serial, "size", (json_int_t)disk->size);
}

/* Several in the order of the targets. */
static json_t *disks_json(const struct summary *summary)
{
	json_t *disks = json_array();

	for (size_t i = 0; i < summary->disk_count; i++)
		json_array_append_new(disks, disk_json(&summary->disks[i]));
	return disks;
}

static bool accepts_unsigned(const struct summary *summary)
{
	for (size_t i = 0; i < summary_file_count(summary); i++) {
		if (summary->inputs->by_slot[i]->verdict.unsigned_accepted)
			return true;
	}
	return false;
}

static bool accepts_unstated_model(const struct summary *summary)
{
	for (size_t i = 0; i < summary_file_count(summary); i++) {
		if (summary->inputs->by_slot[i]->verdict.model_is_open)
			return true;
	}
	return false;
}

void summary_json_plan(struct report *report, const struct summary *summary)
{
	json_t *fields = common_fields(summary);

	if (summary->recipe)
		json_object_set_new(fields, "router", guide_json(summary->recipe));
	if (summary->disk_count == 1)
		json_object_set_new(fields, "device", disk_json(summary->disks));
	else if (summary->disk_count)
		json_object_set_new(fields, "devices", disks_json(summary));
	if (summary_checks_capacity(summary))
		json_object_set_new(fields, "check_capacity", json_true());
	if (summary_wipes(summary))
		json_object_set_new(fields, "wipe", json_true());
	report_event(report, "plan", fields);
}

static void add_outcome(json_t *fields, const struct outcome *outcome)
{
	json_object_set_new(fields, "ejected", json_boolean(outcome->ejected));
	if (outcome->replugged)
		json_object_set_new(fields, "replugged", json_boolean(outcome->again));
	if (outcome->again)
		json_object_set_new(fields, "replugged_as", json_string(outcome->again->path));
}

void summary_json_result(struct report *report, const struct summary *summary,
                         const struct digest *used, const struct outcome *outcome)
{
	json_t *fields = common_fields(summary);
	char hex[DIGEST_HEX];

	if (used) {
		digest_to_hex(used, hex);
		json_object_set_new(fields, "length",
		                    json_integer((json_int_t)summary->manifest->length));
		json_object_set_new(fields, "sha256", json_string(hex));
	}
	if (outcome)
		add_outcome(fields, outcome);
	if (summary_checks_capacity(summary))
		json_object_set_new(fields, "capacity_checked", json_true());
	if (summary_wipes(summary))
		json_object_set_new(fields, "wiped", json_true());
	if (accepts_unsigned(summary))
		json_object_set_new(fields, "accepted_unsigned", json_true());
	if (accepts_unstated_model(summary))
		json_object_set_new(fields, "accepted_unstated_model", json_true());
	report_event(report, "result", fields);
}

void summary_json_dry_run(struct report *report, const struct summary *summary)
{
	json_t *fields = common_fields(summary);

	json_object_set_new(fields, "dry_run", json_true());
	report_event(report, "result", fields);
}

void summary_json_locked(struct report *report, const struct summary *summary)
{
	report_event(report, "result", common_fields(summary));
}

static json_t *failed_json(const struct outcome *outcomes, size_t count)
{
	json_t *failed = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct failure *why = outcomes[i].why;
		char clean[sizeof(why->text)];

		if (!why)
			continue;
		text_clean(clean, sizeof(clean), why->text);
		json_array_append_new(failed, json_pack("{s:s, s:s, s:s, s:i, s:s}", "device",
		                                        outcomes[i].disk->path, "kind",
		                                        fail_kind_name(why->kind), "reason",
		                                        fail_reason_name(why), "status",
		                                        (int)why->kind, "message", clean));
	}
	return failed;
}

void summary_json_results(struct report *report, const struct summary *summary,
                          const struct digest *used, const struct outcome *outcomes, size_t count)
{
	size_t proven = 0;

	for (size_t i = 0; i < count; i++) {
		struct summary one = *summary;

		one.disks = outcomes[i].disk;
		one.disk_count = 1;
		proven += !outcomes[i].why;
		if (!outcomes[i].why || outcomes[i].replugged)
			summary_json_result(report, &one, used, &outcomes[i]);
	}
	report_event(report, "summary",
	             json_pack("{s:I, s:I, s:o}", "sticks", (json_int_t)count, "proven",
	                       (json_int_t)proven, "failed", failed_json(outcomes, count)));
}
