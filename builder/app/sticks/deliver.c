#include "app/sticks/deliver.h"

#include "app/sticks/removal.h"
#include "stick/image/plan.h"
#include "stick/proof/verify.h"
#include "stick/write/write.h"

/* A failure ends with what became of the stick: that is the user's next question. */
static bool tell_state(const struct disk *disk, enum write_state state, struct failure *why)
{
	struct failure cause = *why;

	switch (state) {
	case WRITE_UNTOUCHED:
		return fail(why, cause.kind, "%s; nothing was changed on '%s'", cause.text,
		            disk->path);
	case WRITE_BLANK:
		return fail(why, cause.kind, "%s; '%s' is blank now and holds no firmware%s",
		            cause.text, disk->path,
		            cause.kind == FAIL_REFUSED ? "" : ", start again");
	case WRITE_UNKNOWN:
	case WRITE_PUBLISHED: break;
	}
	return fail(why, cause.kind, "%s; '%s' could not even be blanked: do not use it",
	            cause.text, disk->path);
}

/* The files as a boot loader finds them; every byte was compared before. */
static bool prove_files(const struct delivery *delivery, struct target *target,
                        struct progress *progress, struct failure *why)
{
	return delivery->raw || verify_files(target, delivery->manifest, progress, why);
}

static bool write_and_prove(const struct delivery *delivery, struct target *stick,
                            struct progress *progress, enum write_state *state, struct failure *why)
{
	const struct write_order order = {
		.image = delivery->image,
		.used = delivery->manifest->length,
		.check_capacity = delivery->options->check_capacity,
		.wipe = delivery->options->wipe,
	};
	struct write_result result;
	bool written = write_stick(stick, &order, progress, &result, why);

	*state = result.state;
	if (!written)
		return false;
	if (!prove_files(delivery, stick, progress, why)) {
		*state = write_blank(stick);
		return false;
	}
	if (result.end_doubtful)
		report_warning(delivery->report,
		               "the end of this stick cannot be written or does not hold what was "
		               "written: it may be counterfeit (--check-capacity tells); what it "
		               "needs is proven");
	return true;
}

static bool finish_stick(const struct delivery *delivery, struct target *stick)
{
	struct failure why;

	if (delivery->options->no_eject) {
		device_reread(stick);
		return false;
	}
	if (device_eject(stick, &why))
		return true;
	report_warning(delivery->report, "the stick is right, but was not ejected: %s", why.text);
	return false;
}

bool deliver_open(const struct disk *disk, struct target **out, struct failure *why)
{
	return ((disk->mount_count == 0 || device_unmount(disk, why)) &&
	        device_open(disk, out, why)) ||
	       tell_state(disk, WRITE_UNTOUCHED, why);
}

bool deliver_to_device(const struct delivery *delivery, const struct disk *disk,
                       struct target *stick, bool *ejected, struct failure *why)
{
	enum write_state state = WRITE_UNTOUCHED;
	struct pulled_watch watch;
	bool good;

	*ejected = false;
	pulled_watch_begin(&watch, &delivery->report->progress);
	good = write_and_prove(delivery, stick, &watch.progress, &state, why);
	if (good)
		*ejected = finish_stick(delivery, stick);
	target_close(stick);
	if (!good && why->kind == FAIL_IO && device_is_gone(&device_world_here, disk))
		return pulled_tell(&watch, disk, state, why);
	return good || tell_state(disk, state, why);
}

static bool compare(const struct file_delivery *file, const struct delivery *delivery,
                    uint64_t from, uint64_t to, struct failure *why)
{
	return write_compare(file->written, delivery->image, from, to, &delivery->report->progress,
	                     why);
}

static bool open_written(struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why)
{
	return file->written || imagefile_open(file->image.file.temporary, &file->written,
	                                       &delivery->report->progress, why);
}

/* What is written last: the manifest, which covers everything else. */
static struct imagefile_gap gap_of(const struct delivery *delivery, uint64_t used)
{
	if (delivery->raw)
		return (struct imagefile_gap){ used, used };
	return (struct imagefile_gap){ MANIFEST_START, MANIFEST_START + MANIFEST_SIZE };
}

bool deliver_ahead(struct file_delivery *file, const struct delivery *delivery, const char *path,
                   uint64_t used, struct failure *why)
{
	const struct imagefile_gap gap = gap_of(delivery, used);

	*file = (struct file_delivery){ 0 };
	if (!newfile_begin(&file->image.file, path, delivery->options->force, why) ||
	    !imagefile_write_ahead(&file->image, delivery->image, gap, used,
	                           &delivery->report->progress, why))
		return false;
	if (!file->image.is_ahead)
		return true;
	file->is_ahead = open_written(file, delivery, why) &&
	                 compare(file, delivery, 0, gap.from, why) &&
	                 compare(file, delivery, gap.to, used, why);
	return file->is_ahead;
}

bool deliver_proof_ahead(const struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why)
{
	return !file->is_ahead ||
	       prove_files(delivery, file->written, &delivery->report->progress, why);
}

static bool prove_rest(const struct file_delivery *file, const struct delivery *delivery,
                       struct failure *why)
{
	const struct imagefile_gap gap = file->image.gap;

	if (file->is_ahead)
		return compare(file, delivery, gap.from, gap.to, why);
	return compare(file, delivery, 0, delivery->manifest->length, why) &&
	       prove_files(delivery, file->written, &delivery->report->progress, why);
}

bool deliver_to_file(struct file_delivery *file, const struct delivery *delivery,
                     struct failure *why)
{
	return imagefile_write(&file->image, delivery->image, delivery->manifest->length,
	                       &delivery->report->progress, why) &&
	       open_written(file, delivery, why) && prove_rest(file, delivery, why) &&
	       newfile_publish(&file->image.file, why);
}

void deliver_done(struct file_delivery *file)
{
	target_close(file->written);
	newfile_done(&file->image.file);
}
