#include "firmware/transform.h"

#include "base/bytes.h"
#include "base/codec/unpack.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "firmware/examine/fwtool.h"
#include "firmware/sandbox/unpack.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <unistd.h>

enum { PIECE = 256 << 10, ZEROS = 128 << 10 };

bool transform_is_packed(const struct firmware *firmware)
{
	return unpack_recognise_file(firmware->fd) != COMPRESSION_NONE;
}

/* Where the file ends without what OpenWrt's fwtool put behind it. */
static uint64_t end_of_content(const struct firmware *firmware)
{
	struct byte_source source;
	uint64_t end;

	source_of_file(&source, firmware->fd, firmware->size);
	end = fwtool_end(view_of(&source));
	source_done(&source);
	return end;
}

/* The first `size` bytes of the file, behind `before` zeros. */
static bool copy(const struct firmware *firmware, uint64_t size, uint64_t before, int to,
                 struct failure *why)
{
	bool good = ftruncate(to, (off_t)(before + size)) == 0 &&
	            lseek(to, (off_t)before, SEEK_SET) >= 0;
	off_t at = 0;

	while (good && (uint64_t)at < size) {
		uint64_t left = size - (uint64_t)at;
		ssize_t n = sendfile(to, firmware->fd, &at, left < PIECE ? (size_t)left : PIECE);

		if (!interrupt_check(why))
			return false;
		good = n > 0 || (n < 0 && errno == EINTR);
	}
	return good || fail_errno(why, FAIL_IO, "cannot copy '%s'", firmware->name);
}

static bool hash(struct transformed *out, const char *name, struct failure *why)
{
	return file_digest(out->fd, out->size, DIGEST_SHA256, &out->sha256) ||
	       fail_errno(why, FAIL_IO, "cannot read back '%s'", name);
}

static bool unpack(const struct firmware *firmware, struct transformed *out,
                   struct progress *progress, struct failure *why)
{
	const struct unpacking unpacking = {
		.fd = firmware->fd,
		.size = end_of_content(firmware),
		.name = firmware->name,
		.kind = FAIL_FIRMWARE,
		.limit = FIRMWARE_SIZE_MAX,
		.progress = progress,
	};

	struct unpacked unpacked;

	if (firmware->sandboxed) {
		if (!sandbox_unpack(&unpacking, out->fd, &out->size, why))
			return false;
	} else {
		if (!unpack_to(&unpacking, out->fd, &unpacked, why))
			return false;
		out->size = unpacked.size;
	}
	return out->size ||
	       fail(why, FAIL_FIRMWARE, "'%s' is empty after unpacking", firmware->name);
}

static bool change_into(const struct firmware *firmware, enum change change,
                        struct transformed *out, struct progress *progress, struct failure *why)
{
	uint64_t before = change == CHANGE_ZEROS_128K ? ZEROS : 0;
	uint64_t size = change == CHANGE_CUT_METADATA ? end_of_content(firmware) : firmware->size;

	if (change == CHANGE_UNPACK)
		return unpack(firmware, out, progress, why);
	out->size = before + size;
	return copy(firmware, size, before, out->fd, why);
}

bool transform_apply(const struct firmware *firmware, enum change change, struct transformed *out,
                     struct progress *progress, struct failure *why)
{
	*out = (struct transformed){ .fd = firmware->fd, .size = firmware->size };
	if (change == CHANGE_NONE)
		return true;
	out->fd = mem_file(change == CHANGE_UNPACK ? FIRMWARE_SIZE_MAX : out->size);
	if (out->fd < 0)
		return fail_errno(why, FAIL_IO, "cannot convert '%s'", firmware->name);
	out->changed = true;
	return change_into(firmware, change, out, progress, why) && hash(out, firmware->name, why);
}

void transformed_done(struct transformed *transformed)
{
	if (transformed->changed)
		close(transformed->fd);
	*transformed = (struct transformed){ .fd = -1 };
}
