#include "firmware/transform.h"

#include "base/bytes.h"
#include "base/codec/unpack.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "firmware/examine/fwtool.h"
#include "firmware/sandbox/unpack.h"

#include <errno.h>
#include <unistd.h>

enum { ZEROS = 128 << 10 };

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
	            file_copy_at(firmware->fd, 0, to, before, size);

	return good || (interrupt_check(why) &&
	                fail_errno(why, FAIL_IO, "cannot copy '%s'", firmware->name));
}

static bool hash(struct transformed *out, const char *name, struct failure *why)
{
	return file_digest(out->fd, out->size, DIGEST_SHA256, &out->sha256) ||
	       fail_errno(why, FAIL_IO, "cannot read back '%s'", name);
}

/* The first `size` bytes; holes stay holes. False as file_copy_at(). */
static bool copy_data(int from, uint64_t size, int to)
{
	off_t end = 0;
	off_t at;

	while ((at = lseek(from, end, SEEK_DATA)) >= 0 && (uint64_t)at < size) {
		uint64_t left = size - (uint64_t)at;

		end = lseek(from, at, SEEK_HOLE);
		if (end < 0 ||
		    !file_copy_at(from, (uint64_t)at, to, (uint64_t)at,
		                  (uint64_t)(end - at) < left ? (uint64_t)(end - at) : left))
			return false;
	}
	return (at >= 0 || errno == ENXIO) && ftruncate(to, (off_t)size) == 0;
}

/* What it was unpacked to when it was examined, where that is all that is wanted of it. */
static bool is_unpacked(const struct firmware *firmware, uint64_t packed, int *fd, uint64_t *size)
{
	struct whole_content whole;

	if (!firmware_unpacked(firmware, fd, &whole) || whole.packed != packed ||
	    whole.size > FIRMWARE_SIZE_MAX)
		return false;
	*size = whole.size;
	return true;
}

static bool unpack_again(const struct firmware *firmware, uint64_t packed, struct transformed *out,
                         struct progress *progress, struct failure *why)
{
	const struct unpacking unpacking = {
		.fd = firmware->fd,
		.size = packed,
		.name = firmware->name,
		.kind = FAIL_FIRMWARE,
		.limit = FIRMWARE_SIZE_MAX,
		.progress = progress,
	};
	struct unpacked unpacked;
	bool good;

	if (ftruncate(out->fd, 0) == -1)
		return fail_errno(why, FAIL_IO, "cannot unpack '%s'", firmware->name);
	if (firmware->sandboxed)
		return sandbox_unpack(&unpacking, out->fd, &out->size, why);
	good = unpack_to(&unpacking, out->fd, &unpacked, why);
	out->size = unpacked.size;
	return good;
}

/* About `size` bytes go into it. */
static bool make_file(const struct firmware *firmware, uint64_t size, struct transformed *out,
                      struct failure *why)
{
	out->fd = mem_file(size);
	out->changed = out->fd >= 0;
	return out->changed || fail_errno(why, FAIL_IO, "cannot convert '%s'", firmware->name);
}

static bool unpack(const struct firmware *firmware, struct transformed *out,
                   struct progress *progress, struct failure *why)
{
	const uint64_t packed = end_of_content(firmware);
	uint64_t size = FIRMWARE_SIZE_MAX;
	int content = -1;
	const bool known = is_unpacked(firmware, packed, &content, &size);

	if (!make_file(firmware, size, out, why))
		return false;
	out->size = size;
	if (!(known && copy_data(content, size, out->fd)) &&
	    !unpack_again(firmware, packed, out, progress, why))
		return false;
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
	return make_file(firmware, out->size, out, why) &&
	       copy(firmware, size, before, out->fd, why);
}

bool transform_apply(const struct firmware *firmware, enum change change, struct transformed *out,
                     struct progress *progress, struct failure *why)
{
	*out = (struct transformed){ .fd = firmware->fd, .size = firmware->size };
	return change == CHANGE_NONE || (change_into(firmware, change, out, progress, why) &&
	                                 hash(out, firmware->name, why));
}

void transformed_done(struct transformed *transformed)
{
	if (transformed->changed)
		close(transformed->fd);
	*transformed = (struct transformed){ .fd = -1 };
}
