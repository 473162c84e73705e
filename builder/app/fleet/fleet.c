#include "app/fleet/fleet.h"

#include "app/event.h"
#include "app/fleet/crew.h"
#include "app/fleet/fleet_lock.h"
#include "app/fleet/fleet_work.h"
#include "app/sources/lock_file.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0777, NAMES_SHOWN = 20 };

/* A fleet under way. */
struct run {
	struct fleet fleet;
	struct fleet_task task;
	json_t *lock; /* read, or to be written */
	struct fleet_outcome *outcomes;
	char **paths; /* owned: where the outcomes' images are */
	size_t count;
	struct ui *ui;
};

static json_t *work(void *run_pointer, size_t index)
{
	struct run *run = run_pointer;

	return fleet_work(&run->task, index);
}

static void finished(void *run_pointer, size_t index, const json_t *reply)
{
	struct run *run = run_pointer;
	struct fleet_outcome *outcome = &run->outcomes[index];

	fleet_work_take(outcome, reply, run->ui);
	ui_event(run->ui, &(struct ui_event){ .kind = EVENT_FLEET_ROUTER,
	                                      .fleet = { .outcomes = outcome, .count = 1 } });
}

static void run_done(struct run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		json_decref(run->outcomes[i].result);
		json_decref(run->outcomes[i].lock);
		free(run->outcomes[i].router);
		free(run->paths[i]);
	}
	free(run->outcomes);
	free(run->paths);
	json_decref(run->lock);
	fleet_task_done(&run->task);
	fleet_done(&run->fleet);
}

/* What one router's order has and a whole fleet cannot. */
static bool check_request(const struct request *request, struct failure *why)
{
	const struct request_target *target = &request->target;
	const struct request_firmware *firmware = &request->firmware;

	if (firmware->files.count || firmware->sha256.count)
		return fail(why, FAIL_CONFLICT,
		            "--fleet and --%s cannot be used together; '%s' says which firmware "
		            "each router gets",
		            firmware->files.count ? "firmware" : "sha256", request->fleet);
	if (request_has_sticks(request) || target->output || target->card)
		return fail(why, FAIL_CONFLICT,
		            "a fleet's images go into a folder: use --output-dir alone, then "
		            "'mkrescue-usb write' for each stick");
	return true;
}

static void begin_outcomes(struct run *run)
{
	const struct fleet_task *task = &run->task;

	run->count = run->fleet.selected;
	run->outcomes = mem_zalloc(run->count, sizeof(*run->outcomes));
	run->paths = mem_zalloc(run->count, sizeof(*run->paths));
	for (size_t i = 0; i < run->count; i++) {
		const struct fleet_entry *entry = &run->fleet.entries[i];

		run->paths[i] = task->makes_lock
		                        ? mem_strdup(task->lock_path)
		                        : file_in(task->request.target.output_dir, entry->image);
		run->outcomes[i].router = fleet_router(entry);
		run->outcomes[i].path = run->paths[i];
	}
}

static bool run_begin(struct run *out, const struct request *request, bool makes_lock,
                      struct ui *ui, struct failure *why)
{
	*out = (struct run){ .ui = ui };
	if (!check_request(request, why) || !fleet_read(&out->fleet, request->fleet, why) ||
	    !fleet_select(&out->fleet, &request->router, why))
		return false;
	out->task = (struct fleet_task){
		.request = *request,
		.fleet = &out->fleet,
		.lock_path = fleet_lock_path(request),
		.makes_lock = makes_lock,
	};
	return true;
}

/* All of them, then the table; false when one failed. */
static bool run_all(struct run *run, const char *done, struct failure *why)
{
	const struct crew_work pieces = { work, finished, run, run->count };
	const struct fleet_outcome *first = NULL;
	struct joined names = { 0 };
	AUTO_FREE char *list = NULL;
	size_t failed = 0;

	crew_run(&pieces);
	ui_event(run->ui,
	         &(struct ui_event){ .kind = EVENT_FLEET, .fleet = { run->outcomes, run->count } });
	for (size_t i = 0; i < run->count; i++) {
		const struct fleet_outcome *outcome = &run->outcomes[i];

		if (outcome->is_good)
			continue;
		first = first ? first : outcome;
		if (failed++ < NAMES_SHOWN)
			joined_add(&names, ", ", "%s", outcome->router);
	}
	list = joined_take(&names);
	return !first || fail(why, first->why.kind, "%zu of %zu images are %s; failed: %s%s",
	                      run->count - failed, run->count, done, list,
	                      failed > NAMES_SHOWN ? " ..." : "");
}

/* One that is there already may hold other images. */
static bool make_folder(const struct request *request, bool *is_new, struct failure *why)
{
	const char *folder = request->target.output_dir;

	if (!folder)
		return fail(why, FAIL_INCOMPLETE,
		            "missing: --output-dir DIR for the fleet's images");
	*is_new = mkdir(folder, FOLDER_MODE) == 0;
	return *is_new || errno == EEXIST ||
	       fail_errno(why, FAIL_IO, "cannot create the folder '%s'", folder);
}

static bool read_lock(struct run *run, struct failure *why)
{
	if (!run->task.request.firmware.locked)
		return true;
	if (!fleet_lock_read(run->task.lock_path, &run->lock, why))
		return false;
	run->task.lock = run->lock;
	return true;
}

static bool build_all(struct run *run, const struct fleet_use *use, struct failure *why)
{
	const struct request *request = &run->task.request;
	bool is_new = false;
	bool good;

	if (!make_folder(request, &is_new, why))
		return false;
	begin_outcomes(run);
	good = run_all(run, "proven", why);
	if (use && !use->use(use->context, run->outcomes, run->count, why))
		good = false;
	if (is_new)
		rmdir(request->target.output_dir); /* where nothing was made */
	return good;
}

bool fleet_build(const struct request *request, struct ui *ui, struct failure *why)
{
	struct run run;
	const bool good = run_begin(&run, request, false, ui, why) && read_lock(&run, why) &&
	                  build_all(&run, NULL, why);

	run_done(&run);
	return good;
}

bool fleet_build_list(json_t *images, const struct request *request, const struct fleet_use *use,
                      struct ui *ui, struct failure *why)
{
	struct run run = { .ui = ui };
	bool good = fleet_take(&run.fleet, images, "the list of images", why);

	run.task = (struct fleet_task){
		.request = *request,
		.fleet = &run.fleet,
		.adds_sums = true,
	};
	good = good && build_all(&run, use, why);
	run_done(&run);
	return good;
}

/* Routers that were not chosen stay locked as they are. */
static bool begin_lock(struct run *run, struct failure *why)
{
	const struct request_router *router = &run->task.request.router;

	if (router->vendor || router->model)
		return fleet_lock_read(run->task.lock_path, &run->lock, why);
	run->lock = fleet_lock_new();
	return true;
}

static bool save_lock(struct run *run, struct failure *why)
{
	for (size_t i = 0; i < run->count; i++)
		fleet_lock_add(run->lock, run->fleet.entries[i].image,
		               json_incref(run->outcomes[i].lock));
	return lock_save(TAKE(run->lock), run->task.lock_path, why);
}

bool fleet_lock(const struct request *request, struct ui *ui, struct failure *why)
{
	struct run run;
	bool good = run_begin(&run, request, true, ui, why) && begin_lock(&run, why);

	if (good) {
		begin_outcomes(&run);
		good = (run_all(&run, "locked", why) && save_lock(&run, why)) ||
		       interrupt_nothing_changed(why);
	}
	run_done(&run);
	return good;
}
