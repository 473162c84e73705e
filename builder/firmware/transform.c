#include "firmware/transform.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/unpack.h"
#include "firmware/formats/fwtool.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 256 << 10, ZEROS = 128 << 10 };

bool transform_is_packed(const struct firmware *firmware)
{
	return unpack_recognise(firmware->fd) != COMPRESSION_NONE;
}

/* Where the file ends without what OpenWrt's fwtool put behind it. */
static uint64_t end_of_content(const struct firmware *firmware)
{
	return fwtool_peel(firmware->bytes).size;
}

static ssize_t read_piece(int fd, uint8_t *piece, uint64_t at, uint64_t end)
{
	ssize_t n;

	do {
		n = pread(fd, piece, end - at < PIECE ? (size_t)(end - at) : PIECE, (off_t)at);
	} while (n < 0 && errno == EINTR);
	return n;
}

static bool write_piece(int fd, const uint8_t *piece, size_t size, uint64_t at)
{
	while (size) {
		ssize_t n = pwrite(fd, piece, size, (off_t)at);

		if (n < 0)
			return false;
		piece += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

/* The first `size` bytes of the file, behind `before` zeros. */
static bool copy(const struct firmware *firmware, uint64_t size, uint64_t before, int to,
                 struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);

	if (ftruncate(to, (off_t)(before + size)) < 0)
		return fail_errno(why, FAIL_IO, "making room for '%s'", firmware->name);
	for (uint64_t at = 0; at < size;) {
		ssize_t n = read_piece(firmware->fd, piece, at, size);

		if (!interrupt_check(why))
			return false;
		if (n <= 0 || !write_piece(to, piece, (size_t)n, before + at))
			return fail_errno(why, FAIL_IO, "cannot copy '%s'", firmware->name);
		at += (uint64_t)n;
	}
	return true;
}

static bool hash(struct transformed *out, const char *name, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	struct digest_stream stream;
	bool good = true;

	digest_begin(&stream, DIGEST_SHA256);
	for (uint64_t at = 0; good && at < out->size;) {
		ssize_t n = read_piece(out->fd, piece, at, out->size);

		good = n > 0;
		if (good)
			digest_add(&stream, piece, (size_t)n);
		at += n > 0 ? (uint64_t)n : 0;
	}
	out->sha256 = digest_end(&stream);
	return good || fail_errno(why, FAIL_IO, "reading back '%s'", name);
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

	if (!unpack_to(&unpacking, out->fd, &out->size, why))
		return false;
	return out->size ||
	       fail(why, FAIL_FIRMWARE, "'%s' holds nothing once it is unpacked", firmware->name);
}

static bool change_into(const struct firmware *firmware, enum change change,
                        struct transformed *out, struct progress *progress, struct failure *why)
{
	uint64_t before = change == CHANGE_ZEROS_128K ? ZEROS : 0;
	uint64_t size =
	        change == CHANGE_CUT_METADATA ? end_of_content(firmware) : firmware->bytes.size;

	if (change == CHANGE_UNPACK)
		return unpack(firmware, out, progress, why);
	out->size = before + size;
	return copy(firmware, size, before, out->fd, why);
}

bool transform_apply(const struct firmware *firmware, enum change change, struct transformed *out,
                     struct progress *progress, struct failure *why)
{
	*out = (struct transformed){ .fd = firmware->fd, .size = firmware->bytes.size };
	if (change == CHANGE_NONE)
		return true;
	out->fd = mem_file(change == CHANGE_UNPACK ? FIRMWARE_SIZE_MAX : out->size);
	if (out->fd < 0)
		return fail_errno(why, FAIL_IO, "no room to change '%s'", firmware->name);
	out->changed = true;
	return change_into(firmware, change, out, progress, why) && hash(out, firmware->name, why);
}

void transformed_done(struct transformed *transformed)
{
	if (transformed->changed)
		close(transformed->fd);
	*transformed = (struct transformed){ .fd = -1 };
}
