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
	struct job job;
	const struct deliverable *what;
	bool frees_content; /* what the image keeps in memory is not needed any more */
	struct image_content content;
	struct job freeing;
	bool wants_digest; /* of the used range */
	struct digest used;
	bool good;
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

	sealing->good =
	        !sealing->wants_digest || knows_digest(what, &sealing->used) ||
	        hashing_of(what->image, what->manifest->length, &sealing->used, &sealing->why);
}

static void free_content(void *context)
{
	image_content_free(context);
}

/* In a thread of its own: it takes as long as all that still follows. */
static void begin_freeing(struct sealing *sealing)
{
	if (!sealing->frees_content)
		return;
	sealing->content = image_take_content(sealing->what->unsealed);
	job_start(&sealing->freeing, free_content, &sealing->content);
}

static void seal_and_hash(void *context)
{
	struct sealing *sealing = context;

	/* The manifest lies in the part that stays; a digest of all needs all. */
	if (!sealing->wants_digest)
		begin_freeing(sealing);
	sealing->good = seal(sealing->what, &sealing->why);
	if (sealing->good)
		hash_used(sealing);
	if (sealing->wants_digest)
		begin_freeing(sealing);
}

static void free_inputs(void *context)
{
	inputs_free_copies(context);
}

static bool finish(struct sealing *sealing, bool good, struct failure *why)
{
	job_wait(&sealing->job);
	if (good && !sealing->good)
		*why = sealing->why;
	return good && sealing->good;
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
		job_start(&sealing->job, hash_used, sealing);
		batch_deliver(&batch);
		if (what->raw)
			raw_sticks_note(what->image);
		good = finish(sealing, true, why) &&
		       batch_report(&batch, summary, digest_in(sealing), why);
	}
	batch_done(&batch);
	return good;
}

/* All but the manifest is written first, and proven while the image is sealed. */
static bool write_file(struct file_delivery *file, const struct delivery *delivery,
                       const struct deliverable *what, const char *path, struct sealing *sealing,
                       struct failure *why)
{
	bool good = deliver_file_write_early(file, delivery, path, what->unsealed, why);
	struct job freeing = { 0 };

	sealing->frees_content = file->is_written_early;
	if (good)
		job_start(&sealing->job, seal_and_hash, sealing);
	good = good && deliver_file_prove_early(file, delivery, why);
	if (file->is_written_early && what->inputs)
		job_start(&freeing, free_inputs, what->inputs);
	good = finish(sealing, good, why) && deliver_file_finish(file, delivery, why) &&
	       (!what->inputs || inputs_are_unchanged(what->inputs, why)) &&
	       deliver_file_publish(file, why);
	job_wait(&sealing->freeing);
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
