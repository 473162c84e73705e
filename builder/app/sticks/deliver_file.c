#include "app/sticks/deliver_file.h"

#include "stick/image/plan.h"
#include "stick/write/write.h"

static bool compare(const struct file_delivery *file, const struct delivery *delivery,
                    uint64_t from, uint64_t to, struct failure *why)
{
	return write_compare(file->written, delivery->image, from, to, &delivery->ui->progress,
	                     why);
}

static bool open_written(struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why)
{
	return file->written || imagefile_open(file->image.file.temporary, &file->written,
	                                       &delivery->ui->progress, why);
}

/* What is written last: the manifest, which covers everything else. */
static struct imagefile_gap gap_of(const struct delivery *delivery, uint64_t used)
{
	if (delivery->raw)
		return (struct imagefile_gap){ used, used };
	return (struct imagefile_gap){ MANIFEST_START, MANIFEST_START + MANIFEST_SIZE };
}

/* The one that begins first of those that end behind `at`; NULL: none. */
static const struct image_span *next_content(const struct image *image, uint64_t at)
{
	const struct image_span *next = NULL;

	for (size_t i = 0; i < image->content_count; i++) {
		const struct image_span *span = &image->contents[i];

		if (span->to > at && (!next || span->from < next->from))
			next = span;
	}
	return next;
}

/* Without the files' content, where that is compared with the files themselves. */
static bool compare_structure(struct file_delivery *file, const struct delivery *delivery,
                              const struct image *image, uint64_t from, uint64_t to,
                              struct failure *why)
{
	while (from < to) {
		const struct image_span *content =
		        delivery->contents ? next_content(image, from) : NULL;
		uint64_t end = content && content->from < to ? content->from : to;

		if (from < end && !compare(file, delivery, from, end, why))
			return false;
		from = content && content->to > end ? content->to : end;
	}
	return true;
}

bool deliver_file_write_early(struct file_delivery *file, const struct delivery *delivery,
                              const char *path, const struct image *image, struct failure *why)
{
	const uint64_t used = image->used;
	const struct imagefile_gap gap = gap_of(delivery, used);

	*file = (struct file_delivery){ 0 };
	if (!newfile_begin(&file->image.file, path, delivery->terms->replace, why) ||
	    !imagefile_write_early(&file->image, delivery->image, gap, used,
	                           &delivery->ui->progress, why))
		return false;
	if (!file->image.is_written_early)
		return true;
	file->is_written_early = open_written(file, delivery, why) &&
	                         compare(file, delivery, 0, gap.from, why) &&
	                         compare_structure(file, delivery, image, gap.to, used, why);
	return file->is_written_early;
}

bool deliver_file_prove_early(const struct file_delivery *file, const struct delivery *delivery,
                              struct failure *why)
{
	return !file->is_written_early ||
	       delivery_prove_files(delivery, file->written, &delivery->ui->progress, why);
}

static bool prove_rest(const struct file_delivery *file, const struct delivery *delivery,
                       struct failure *why)
{
	const struct imagefile_gap gap = file->image.gap;

	if (file->is_written_early)
		return compare(file, delivery, gap.from, gap.to, why);
	return compare(file, delivery, 0, delivery->manifest->length, why) &&
	       delivery_prove_files(delivery, file->written, &delivery->ui->progress, why);
}

bool deliver_file_finish(struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why)
{
	return imagefile_write(&file->image, delivery->image, delivery->manifest->length,
	                       &delivery->ui->progress, why) &&
	       open_written(file, delivery, why) && prove_rest(file, delivery, why);
}

bool deliver_file_publish(struct file_delivery *file, struct failure *why)
{
	return newfile_publish(&file->image.file, why);
}

void deliver_file_done(struct file_delivery *file)
{
	target_close(file->written);
	newfile_done(&file->image.file);
}
