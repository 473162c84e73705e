#include "app/sticks/deliver.h"

#include "app/disks/raw_sticks.h"
#include "app/event.h"
#include "app/sticks/batch.h"
#include "app/sticks/deliver_file.h"
#include "base/interrupt.h"
#include "base/job.h"
#include "base/medium/hashing.h"

/* What is computed beside the delivery. */
struct sealing {
	const struct deliverable *what;
	bool wants_digest; /* of the used range */
	struct job hashing;
	struct digest used;
	bool hashed; /* after the job; and why not */
	struct failure why;
};

static bool seal(const struct deliverable *what, struct failure *why)
{
	return !what->unsealed || image_seal(what->unsealed, what->manifest, why);
}

/* Of a disk image that is known: it is the file that was given, or what that unpacks to. */
static bool knows_digest(const struct deliverable *what, struct digest *out)
{
	const struct manifest *manifest = what->manifest;

	if (!what->raw || manifest->file_count != 1 || manifest->files[0].size != manifest->length)
		return false;
	*out = manifest->files[0].sha256;
	return true;
}

static void hash_used(void *context)
{
	struct sealing *sealing = context;
	const struct deliverable *what = sealing->what;

	sealing->hashed =
	        !sealing->wants_digest || knows_digest(what, &sealing->used) ||
	        hashing_of(what->image, what->manifest->length, &sealing->used, &sealing->why);
}

static bool is_hashed(const struct sealing *sealing, struct failure *why)
{
	if (!sealing->hashed)
		*why = sealing->why;
	return sealing->hashed;
}

static bool seal_and_hash(struct sealing *sealing, struct failure *why)
{
	if (!seal(sealing->what, why))
		return false;
	hash_used(sealing);
	return is_hashed(sealing, why);
}

static void free_inputs(void *context)
{
	inputs_free_memory(context);
}

static const struct digest *digest_in(const struct sealing *sealing)
{
	return sealing->wants_digest ? &sealing->used : NULL;
}

/* All of them are open before one is written. */
static bool to_sticks(const struct delivery *delivery, const struct deliverable *what,
                      const struct summary *summary, struct sealing *sealing, struct failure *why)
{
	struct batch batch = { 0 };
	bool good = (seal(what, why) || interrupt_nothing_changed(why)) &&
	            batch_open(&batch, delivery, what->sticks, why);

	if (good) {
		job_start(&sealing->hashing, hash_used, sealing);
		batch_deliver(&batch);
		if (what->raw)
			raw_sticks_note(what->image);
		job_wait(&sealing->hashing);
		good = is_hashed(sealing, why) &&
		       batch_report(&batch, summary, digest_in(sealing), why);
	}
	batch_done(&batch);
	return good;
}

/* All but the manifest is written first, and proven while the image's digest is computed. */
static bool write_file(struct file_delivery *file, const struct delivery *delivery,
                       const struct deliverable *what, const char *path, struct sealing *sealing,
                       struct failure *why)
{
	bool good = deliver_file_write_early(file, delivery, path, what->unsealed, why);
	struct job freeing = { 0 };

	/* A digest of the sealed image still needs all of it. */
	if (file->is_written_early && !sealing->wants_digest)
		image_free_files(what->unsealed);
	good = good && deliver_file_prove_early(file, delivery, why);
	if (file->is_written_early && what->inputs)
		job_start(&freeing, free_inputs, what->inputs);
	good = good && seal_and_hash(sealing, why) && deliver_file_finish(file, delivery, why) &&
	       (!what->inputs || inputs_are_unchanged(what->inputs, why)) &&
	       deliver_file_publish(file, why);
	job_wait(&freeing);
	return good;
}

static bool to_file(const struct delivery *delivery, const struct deliverable *what,
                    const struct summary *summary, struct sealing *sealing, struct failure *why)
{
	struct file_delivery file;
	bool good = write_file(&file, delivery, what, summary->output, sealing, why);

	deliver_file_done(&file);
	if (!good)
		return interrupt_nothing_changed(why);
	ui_event(delivery->ui,
	         &(struct ui_event){ .kind = EVENT_RESULT,
	                             .job = { .summary = summary, .used = digest_in(sealing) } });
	return true;
}

bool deliver(const struct deliverable *what, const struct request_target *terms,
             const struct summary *summary, struct ui *ui, struct failure *why)
{
	const struct delivery delivery = {
		.image = what->image,
		.manifest = what->manifest,
		/* What a stick gives back is hashed: its reader has the time. */
		.contents = what->sticks->count ? NULL : what->contents,
		.terms = terms,
		.ui = ui,
		.raw = what->raw,
	};
	struct sealing sealing = { .what = what, .wants_digest = ui->wants_digests };

	return what->sticks->count ? to_sticks(&delivery, what, summary, &sealing, why)
	                           : to_file(&delivery, what, summary, &sealing, why);
}
