#include "app/doctor/trial.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "stick/image/image.h"
#include "stick/proof/verify.h"

static const char content[] = "a trial\n";

static bool prove(struct image *image, struct manifest *promise, struct failure *why)
{
	struct manifest found = { 0 };
	bool good =
	        image_seal(image, promise, why) && verify_stick(&image->target, &found, NULL, why);

	manifest_done(&found);
	return good;
}

static bool make(const struct layout *layout, int fd, struct failure *why)
{
	const struct plan_file file = {
		.name = "trial.bin", .directory = "/files", .size = sizeof(content), .fd = fd
	};
	const struct plan_request request = {
		.layout = layout, .label = "RESCUE", .files = &file, .file_count = 1
	};
	struct manifest_file promised = {
		.path = "/files/trial.bin",
		.size = sizeof(content),
		.sha256 = digest_of(DIGEST_SHA256, (struct bytes){ .data = (const uint8_t *)content,
		                                                   .size = sizeof(content) }),
		.origin = "unknown",
		.vouched = "nothing: a trial",
	};
	struct manifest promise = {
		.program = "mkrescue-usb " MKRESCUE_VERSION,
		.recipe = "trial/trial",
		.layout = layout->name,
		.files = &promised,
		.file_count = 1,
	};
	struct image_start start = { .fd = -1 };
	struct image image = { .content_fd = -1 };
	struct plan plan;
	bool good = plan_make(&plan, &request, why) && image_build(&image, &plan, &start, why) &&
	            prove(&image, &promise, why);

	image_done(&image);
	return good;
}

bool trial_stick(const struct layout *layout, struct failure *why)
{
	AUTO_CLOSE int fd = mem_file(sizeof(content));

	if (fd < 0 || !file_write_at(fd, 0, content, sizeof(content)))
		return fail_errno(why, FAIL_IO, "making a file in memory");
	return make(layout, fd, why);
}
