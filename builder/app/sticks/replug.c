#include "app/sticks/replug.h"

#include "app/event.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/proof/verify.h"
#include "stick/write/write.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAUSE_NS = 200 * 1000 * 1000 };

static bool is_alike(const struct disk *a, const struct disk *b)
{
	return a->size == b->size && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->maker, b->maker) == 0 && strcmp(a->model, b->model) == 0 &&
	       strcmp(a->serial, b->serial) == 0;
}

static bool is_same(const struct disk *a, const struct disk *b)
{
	return a->number == b->number && a->sequence == b->sequence && is_alike(a, b);
}

static bool is_taken(const struct disk *disk, const struct replug_stick *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (all[i].state != REPLUG_AWAITED && is_same(disk, &all[i].now))
			return true;
	}
	return false;
}

const struct disk *replug_find(const struct replug_stick *stick, const struct replug_stick *all,
                               size_t all_count, const struct disk *disks, size_t count)
{
	const struct disk *was = stick->was;

	for (size_t i = 0; i < count; i++) {
		bool is_new = was->sequence ? disks[i].sequence > stick->newest : stick->gone;

		if (is_new && is_alike(&disks[i], was) && !is_taken(&disks[i], all, all_count))
			return &disks[i];
	}
	return NULL;
}

void replug_note_newest(struct replug_stick *stick, const struct disk *disks, size_t count)
{
	stick->newest = stick->was->sequence;
	for (size_t i = 0; i < count; i++) {
		if (disks[i].sequence > stick->newest)
			stick->newest = disks[i].sequence;
	}
}

void replug_note_gone(struct replug_stick *stick, const struct disk *disks, size_t count)
{
	bool there = false;

	for (size_t i = 0; i < count; i++)
		there = there || is_same(&disks[i], stick->was);
	stick->gone = stick->gone || !there;
}

/* Nobody mounts it meanwhile, where that can be had; what has mounted it already may stay. */
static bool open_again(const struct disk *disk, struct progress *progress, struct target **out,
                       struct failure *why)
{
	return device_open(disk, progress, out, why) ||
	       (why->kind == FAIL_REFUSED && device_open_to_read(disk, out, why));
}

/* A disk image has no manifest: there every byte is compared with it once more. */
static bool prove(struct target *target, const struct delivery *delivery, struct failure *why)
{
	struct progress *progress = &delivery->ui->progress;
	struct manifest found = { 0 };
	bool same;

	if (delivery->raw)
		return write_compare(target, delivery->image, 0, delivery->manifest->length,
		                     progress, why);
	if (!verify_stick(target, &found, progress, why))
		return false;
	same = digest_equal(&found.sha256, &delivery->manifest->sha256);
	manifest_done(&found);
	return same || fail(why, FAIL_VERIFY, "'%s' holds another image", target->name);
}

static void give_up(struct replug_stick *stick, enum fail_kind kind, const char *reason)
{
	stick->state = REPLUG_FAILED;
	fail(&stick->why, kind,
	     "'%s' was written and proven, but not proven again after replugging: %.700s",
	     stick->was->path, reason);
}

/* False while it cannot be opened yet: its node comes a moment after the disk. */
static bool try_to_prove(struct replug_stick *stick, const struct disk *disk,
                         const struct delivery *delivery)
{
	struct target *target = NULL;
	struct failure why;

	if (!open_again(disk, &delivery->ui->progress, &target, &why))
		return false;
	stick->now = *disk;
	stick->state = REPLUG_PROVEN;
	if (!prove(target, delivery, &why))
		give_up(stick, why.kind == FAIL_IO ? FAIL_VERIFY : why.kind, why.text);
	else
		ui_note(delivery->ui, "'%s' is back as '%s', and proven once more",
		        stick->was->path, disk->path);
	target_close(target);
	return true;
}

/* How many came. */
static size_t look(struct replug_stick *sticks, size_t count, const struct delivery *delivery)
{
	AUTO_FREE struct disk *disks = NULL;
	size_t disk_count = 0;
	size_t came = 0;
	struct failure ignored;

	if (!device_survey(&device_world_here, &disks, &disk_count, &ignored))
		return 0; /* a disk may go while it is looked at */
	for (size_t i = 0; i < count; i++) {
		const struct disk *disk;

		if (sticks[i].state != REPLUG_AWAITED)
			continue;
		replug_note_gone(&sticks[i], disks, disk_count);
		disk = replug_find(&sticks[i], sticks, count, disks, disk_count);
		if (disk)
			came += try_to_prove(&sticks[i], disk, delivery);
	}
	return came;
}

static size_t count_awaited(const struct replug_stick *sticks, size_t count)
{
	size_t awaited = 0;

	for (size_t i = 0; i < count; i++)
		awaited += sticks[i].state == REPLUG_AWAITED;
	return awaited;
}

/* Where the disks cannot be listed the stick's own diskseq is the highest that is known. */
static void look_before(struct replug_stick *sticks, size_t count)
{
	AUTO_FREE struct disk *disks = NULL;
	size_t disk_count = 0;
	struct failure ignored;

	if (!device_survey(&device_world_here, &disks, &disk_count, &ignored))
		disk_count = 0;
	for (size_t i = 0; i < count; i++)
		replug_note_newest(&sticks[i], disks, disk_count);
}

static void ask(const struct replug_stick *sticks, size_t count, struct ui *ui, int patience)
{
	AUTO_FREE const char **devices = mem_zalloc(count + 1, sizeof(*devices));
	struct event_replug replug = { devices, 0, patience };

	for (size_t i = 0; i < count; i++) {
		if (sticks[i].state == REPLUG_AWAITED)
			devices[replug.count++] = sticks[i].was->path;
	}
	ui_event(ui, &(struct ui_event){ .kind = EVENT_REPLUG, .replug = replug });
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Until the time is over or the user interrupts; the next one gets as much time. */
static void wait_for_all(struct replug_stick *sticks, size_t count, const struct delivery *delivery,
                         int patience)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	time_t end = now() + patience;

	while (count_awaited(sticks, count) && !interrupt_requested() && now() < end) {
		if (look(sticks, count, delivery))
			end = now() + patience;
		else
			nanosleep(&pause, NULL);
	}
}

void replug_all(struct replug_stick *sticks, size_t count, const struct delivery *delivery,
                int patience)
{
	if (!count_awaited(sticks, count))
		return;
	look_before(sticks, count);
	ask(sticks, count, delivery->ui, patience);
	wait_for_all(sticks, count, delivery, patience);
	for (size_t i = 0; i < count; i++) {
		if (sticks[i].state != REPLUG_AWAITED)
			continue;
		if (interrupt_requested())
			give_up(&sticks[i], FAIL_INTERRUPTED, "interrupted");
		else
			give_up(&sticks[i], FAIL_VERIFY, "it did not come back in time");
	}
}
