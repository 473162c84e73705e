#include "app/fleet/fleet_work.h"

#include "app/build.h"
#include "app/event.h"
#include "app/fleet/fleet_lock.h"
#include "app/fleet/image_sums.h"
#include "app/lock.h"
#include "app/summary.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What build() and lock_make() talk to in a worker: everything goes into the reply. */
struct collector {
	struct ui ui; /* first, so that it leads back here */
	json_t *warnings;
	json_t *result; /* NULL: none yet */
};

static void ignore(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	(void)progress, (void)step, (void)done, (void)total;
}

static void collect(struct ui *ui, enum ui_level level, const char *text)
{
	if (level == UI_WARNING)
		json_array_append_new(((struct collector *)ui)->warnings, json_string(text));
}

static json_t *result_of(const struct event_job *job)
{
	const struct summary *summary = job->summary;
	const struct manifest *manifest = summary->manifest;
	json_t *files = json_array();
	json_t *result;
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < manifest->file_count; i++)
		json_array_append_new(files, summary_file_json(&manifest->files[i]));
	result = json_pack("{s:s, s:s, s:s*, s:I, s:o}", "recipe", manifest->recipe, "target",
	                   summary->output, "layout", manifest->layout, "image_size",
	                   (json_int_t)summary->image_size, "files", files);
	if (!job->used)
		return result;
	digest_to_hex(job->used, hex);
	json_object_set_new(result, "length", json_integer((json_int_t)manifest->length));
	json_object_set_new(result, "sha256", json_string(hex));
	return result;
}

static void take_event(struct ui *ui, const struct ui_event *event)
{
	struct collector *collector = (struct collector *)ui;

	if (event->kind == EVENT_PLAN) {
		summary_warn(event->job.summary, ui);
	} else if (event->kind == EVENT_RESULT || event->kind == EVENT_DRY_RUN) {
		json_decref(collector->result);
		collector->result = result_of(&event->job);
	}
}

static void collector_begin(struct collector *out)
{
	static const struct ui_calls calls = { .event = take_event, .say = collect };

	*out = (struct collector){
		.ui = { .progress = { .report = ignore }, .calls = &calls, .wants_digests = true },
		.warnings = json_array(),
	};
}

static bool make_image(const struct fleet_task *task, const struct fleet_entry *entry,
                       struct collector *collector, struct failure *why)
{
	AUTO_FREE char *path = file_in(task->request.target.output_dir, entry->image);
	AUTO_FREE char *lock = NULL;
	struct request request = fleet_request(entry, &task->request);

	request.target.output = path;
	request.firmware.lock_file = task->lock_path;
	if (task->lock && !fleet_lock_text(task->lock, task->lock_path, entry->image, &lock, why))
		return false;
	request.firmware.lock_text = lock;
	return build(&request, &collector->ui, why) &&
	       (!task->adds_sums || image_sums_add(path, collector->result, why));
}

static bool make_lock(const struct fleet_task *task, const struct fleet_entry *entry,
                      struct collector *collector, json_t **out, struct failure *why)
{
	const struct request request = fleet_request(entry, &task->request);

	return lock_make(&request, &collector->ui, out, why);
}

static json_t *failure_json(const struct failure *why)
{
	char clean[sizeof(why->text)];

	text_clean(clean, sizeof(clean), why->text);
	return json_pack("{s:i, s:s}", "kind", (int)why->kind, "message", clean);
}

/* Where that fails, or there is something to warn of, each router says so for itself. */
static void share_keys(struct fleet_task *task)
{
	struct knowledge *knowledge = &task->shared.knowledge;
	struct failure ignored;

	if (task->shared.was_tried)
		return;
	task->shared.was_tried = true;
	if (!knowledge_load_keys(knowledge, &task->request, &ignored) ||
	    knowledge->catalog.warning_count)
		return;
	sandbox_pool_start(&task->shared.pool, &knowledge->keys);
	task->request.firmware.keys = &knowledge->keys;
}

void fleet_task_done(struct fleet_task *task)
{
	if (task->shared.knowledge.keys.pool)
		sandbox_pool_done(&task->shared.pool);
	if (task->shared.was_tried)
		knowledge_done(&task->shared.knowledge);
	free(task->lock_path);
	*task = (struct fleet_task){ 0 };
}

json_t *fleet_work(struct fleet_task *task, size_t index)
{
	const struct fleet_entry *entry = &task->fleet->entries[index];
	struct collector collector;
	struct failure why = { 0 };
	json_t *lock = NULL;
	json_t *reply;
	bool good;

	share_keys(task);
	collector_begin(&collector);
	good = task->makes_lock ? make_lock(task, entry, &collector, &lock, &why)
	                        : make_image(task, entry, &collector, &why);
	task->request.firmware.doubts_network = !good && why.reason == FAIL_NO_SERVER;
	reply = json_pack("{s:o, s:o*, s:o*, s:o*}", "warnings", collector.warnings, "result",
	                  good ? json_incref(collector.result) : NULL, "lock", lock, "failure",
	                  good ? NULL : failure_json(&why));
	json_decref(collector.result);
	return reply;
}

static void take_failure(struct fleet_outcome *out, const json_t *reply)
{
	const json_t *failure = json_object_get(reply, "failure");
	const int kind = (int)json_integer_value(json_object_get(failure, "kind"));

	if (!reply && interrupt_requested())
		(void)fail(&out->why, FAIL_INTERRUPTED, "interrupted before it began");
	else if (!reply)
		(void)fail(&out->why, FAIL_MEMORY,
		           "its process ended early; most likely this "
		           "computer ran out of memory");
	else if (failure)
		(void)fail(&out->why, (enum fail_kind)kind, "%s",
		           json_string_value(json_object_get(failure, "message")));
	out->is_good = reply && !failure;
}

void fleet_work_take(struct fleet_outcome *out, const json_t *reply, struct ui *ui)
{
	const json_t *warnings = json_object_get(reply, "warnings");

	for (size_t i = 0; i < json_array_size(warnings); i++)
		ui_warning(ui, "%s: %s", out->router,
		           json_string_value(json_array_get(warnings, i)));
	take_failure(out, reply);
	out->result = json_incref(json_object_get(reply, "result"));
	out->lock = json_incref(json_object_get(reply, "lock"));
}
