#include "app/sticks/deliver_device.h"

#include "app/sticks/removal.h"
#include "stick/write/write.h"

/* A failure ends with what became of the stick: that is the user's next question. */
static bool report_state(const struct disk *disk, enum write_state state, struct failure *why)
{
	struct failure cause = *why;

	switch (state) {
	case WRITE_UNTOUCHED:
		return fail_like(why, &cause, "%s; nothing was changed on '%s'", cause.text,
		                 disk->path);
	case WRITE_BLANK:
		return fail_like(why, &cause, "%s; '%s' is blank now and holds no firmware%s",
		                 cause.text, disk->path,
		                 cause.kind == FAIL_REFUSED ? "" : ", start again");
	case WRITE_UNKNOWN:
	case WRITE_PUBLISHED: break;
	}
	return fail_like(why, &cause, "%s; '%s' could not even be blanked: do not use it",
	                 cause.text, disk->path);
}

static bool write_and_prove(const struct delivery *delivery, struct target *stick,
                            struct progress *progress, enum write_state *state, struct failure *why)
{
	const struct write_order order = {
		.image = delivery->image,
		.used = delivery->manifest->length,
		.check_capacity = delivery->terms->check_capacity,
		.wipe = delivery->terms->wipe,
	};
	struct write_result result;
	bool written = write_stick(stick, &order, progress, &result, why);

	*state = result.state;
	if (!written)
		return false;
	if (!delivery_prove_files(delivery, stick, progress, why)) {
		*state = write_blank(stick);
		return false;
	}
	if (result.end_doubtful)
		ui_warning(delivery->ui,
		           "the end of this stick cannot be written or does not hold what was "
		           "written; it may be counterfeit (test it with --check-capacity); "
		           "everything the router needs is proven");
	return true;
}

static bool finish_stick(const struct delivery *delivery, struct target *stick)
{
	struct failure why;

	if (delivery->terms->no_eject) {
		device_reread(stick);
		return false;
	}
	if (device_eject(stick, &why))
		return true;
	ui_warning(delivery->ui, "the stick is right, but was not ejected: %s", why.text);
	return false;
}

bool deliver_device_open(const struct disk *disk, struct progress *progress, struct target **out,
                         struct failure *why)
{
	return ((disk->user_count == 0 || device_unmount(disk, why)) &&
	        device_open(disk, progress, out, why)) ||
	       report_state(disk, WRITE_UNTOUCHED, why);
}

bool deliver_device(const struct delivery *delivery, const struct disk *disk, struct target *stick,
                    bool *ejected, struct failure *why)
{
	enum write_state state = WRITE_UNTOUCHED;
	struct removal_watch watch;
	bool good;

	*ejected = false;
	removal_watch_begin(&watch, &delivery->ui->progress);
	good = write_and_prove(delivery, stick, &watch.progress, &state, why);
	if (good)
		*ejected = finish_stick(delivery, stick);
	target_close(stick);
	if (!good && why->kind == FAIL_IO && device_is_gone(&device_world_here, disk))
		return removal_explain(&watch, disk, state, why);
	return good || report_state(disk, state, why);
}
