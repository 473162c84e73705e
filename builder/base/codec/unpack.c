#include "base/codec/unpack.h"

#include "base/bytes.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <lzma.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 256 << 10, GZIP_ONLY = 16, MAGIC_MAX = 6 };
static const uint64_t xz_memory = UINT64_C(80) << 20; /* 'xz -9' needs 65 MiB */

static const struct {
	uint8_t magic[MAGIC_MAX];
	size_t size;
} kinds[] = {
	[COMPRESSION_GZIP] = { { 0x1f, 0x8b, 8 }, 3 },
	[COMPRESSION_XZ] = { { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6 },
	[COMPRESSION_ZSTD] = { { 0x28, 0xb5, 0x2f, 0xfd }, 4 },
	[COMPRESSION_BZIP2] = { { 'B', 'Z', 'h' }, 3 },
};

/* Up to `size` bytes from `at` on; 0 at the end, -1 when they cannot be read. */
static ssize_t read_some(const struct unpacking *from, uint64_t at, void *to, size_t size)
{
	uint64_t left = at < from->size ? from->size - at : 0;
	ssize_t n;

	size = left < size ? (size_t)left : size;
	if (from->data) {
		memcpy(to, from->data + from->at + at, size);
		return (ssize_t)size;
	}
	do
		n = pread(from->fd, to, size, (off_t)(from->at + at));
	while (n < 0 && errno == EINTR);
	return n;
}

static enum compression recognise_at(const struct unpacking *from, uint64_t offset)
{
	uint8_t start[MAGIC_MAX] = { 0 };

	if (read_some(from, offset, start, sizeof(start)) < 0)
		return COMPRESSION_NONE;
	for (size_t i = COMPRESSION_NONE + 1; i < ARRAY_LEN(kinds); i++) {
		if (memcmp(start, kinds[i].magic, kinds[i].size) == 0)
			return (enum compression)i;
	}
	return COMPRESSION_NONE;
}

enum compression unpack_recognise(const struct unpacking *unpacking)
{
	return recognise_at(unpacking, 0);
}

enum compression unpack_recognise_file(int fd)
{
	return recognise_at(&(struct unpacking){ .fd = fd, .size = MAGIC_MAX }, 0);
}

/* One unpacking on its way. */
struct passage {
	const struct unpacking *given;
	uint64_t at; /* how much of what is packed was read */
	int to;
	struct unpacked *out;
	uint8_t packed[PIECE];
	uint8_t piece[PIECE];
};

static bool fail_with(const struct passage *passage, enum unpack_fault fault, const char *text,
                      struct failure *why)
{
	passage->out->fault = fault;
	return fail(why, passage->given->kind, "cannot unpack '%s': %s", passage->given->name,
	            text ? text : "it is damaged");
}

static bool stopped(const struct passage *passage)
{
	passage->out->fault = UNPACK_STOPPED;
	return false;
}

static ssize_t read_packed(struct passage *passage)
{
	ssize_t n = read_some(passage->given, passage->at, passage->packed, PIECE);

	passage->at += n > 0 ? (uint64_t)n : 0;
	return n;
}

/* Takes the first `size` bytes of the piece. */
static bool take(struct passage *passage, size_t size, struct failure *why)
{
	const struct unpacking *given = passage->given;
	struct unpacked *out = passage->out;

	bool too_big = size > given->limit - out->size;

	if (too_big)
		size = (size_t)(given->limit - out->size);
	if (!interrupt_check(why))
		return stopped(passage);
	if (!bytes_all_zero((struct bytes){ passage->piece, size }) &&
	    !file_write_at(passage->to, out->size, passage->piece, size)) {
		fail_errno(why, FAIL_IO, "cannot unpack '%s'", given->name);
		return stopped(passage);
	}
	out->size += size;
	progress_report(given->progress, "unpacking", out->size, given->limit);
	if (!too_big)
		return true;
	out->fault = UNPACK_TOO_BIG;
	return fail(why, given->kind, "'%s' unpacks to more than the limit of %" PRIu64 " bytes",
	            given->name, given->limit);
}

/* Everything that one piece of input gives. */
static bool inflate_piece(z_stream *stream, struct passage *passage, int *status,
                          struct failure *why)
{
	do {
		stream->next_out = passage->piece;
		stream->avail_out = PIECE;
		*status = inflate(stream, Z_NO_FLUSH);
		if (*status != Z_OK && *status != Z_STREAM_END && *status != Z_BUF_ERROR)
			return fail_with(passage, UNPACK_DAMAGED, stream->msg, why);
		if (!take(passage, PIECE - stream->avail_out, why))
			return false;
	} while (*status == Z_OK && stream->avail_out == 0);
	return true;
}

static bool inflate_member(z_stream *stream, struct passage *passage, struct failure *why)
{
	int status = Z_OK;

	while (status != Z_STREAM_END) {
		ssize_t n = read_packed(passage);

		if (n < 0) {
			fail_errno(why, FAIL_IO, "cannot read '%s'", passage->given->name);
			return stopped(passage);
		}
		if (n == 0)
			return fail_with(passage, UNPACK_CUT, "it is truncated", why);
		stream->next_in = passage->packed;
		stream->avail_in = (uInt)n;
		if (!inflate_piece(stream, passage, &status, why))
			return false;
	}
	passage->at -= stream->avail_in;
	return true;
}

static bool only_zeros_follow(struct passage *passage, struct failure *why)
{
	ssize_t n;

	passage->at = passage->out->end;
	while ((n = read_packed(passage)) > 0) {
		if (!bytes_all_zero((struct bytes){ passage->packed, (uint64_t)n }))
			return fail_with(passage, UNPACK_TRAILING,
			                 "unexpected data follows its compressed content", why);
	}
	if (n == 0)
		return true;
	fail_errno(why, FAIL_IO, "cannot read '%s'", passage->given->name);
	return stopped(passage);
}

/* One member or several. */
static bool gunzip(struct passage *passage, struct failure *why)
{
	z_stream stream = { 0 };
	bool good = inflateInit2(&stream, MAX_WBITS + GZIP_ONLY) == Z_OK ||
	            fail_with(passage, UNPACK_STOPPED, "zlib cannot be initialised", why);

	while (good && recognise_at(passage->given, passage->at) == COMPRESSION_GZIP)
		good = inflateReset(&stream) == Z_OK && inflate_member(&stream, passage, why);
	inflateEnd(&stream);
	passage->out->end = passage->at;
	return good && only_zeros_follow(passage, why);
}

/* Everything that one piece of input, or its end, gives. */
static bool decode_piece(lzma_stream *stream, struct passage *passage, lzma_ret *status,
                         struct failure *why)
{
	lzma_action action = passage->at == passage->given->size ? LZMA_FINISH : LZMA_RUN;

	do {
		stream->next_out = passage->piece;
		stream->avail_out = PIECE;
		*status = lzma_code(stream, action);
		if (!take(passage, PIECE - stream->avail_out, why))
			return false;
	} while (*status == LZMA_OK && (stream->avail_in || stream->avail_out == 0));
	return true;
}

static bool tell_lzma(struct passage *passage, lzma_ret status, struct failure *why)
{
	switch (status) {
	case LZMA_STREAM_END: return true;
	case LZMA_OK:
	case LZMA_BUF_ERROR: return fail_with(passage, UNPACK_CUT, "it is truncated", why);
	case LZMA_MEMLIMIT_ERROR:
		return fail_with(passage, UNPACK_TOO_BIG,
		                 "it needs more memory than a file compressed with 'xz -9'", why);
	default: return fail_with(passage, UNPACK_DAMAGED, NULL, why);
	}
}

/* With liblzma itself: libarchive would let a crafted file take a gigabyte of memory. */
static bool unxz(struct passage *passage, struct failure *why)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret status = lzma_stream_decoder(&stream, xz_memory, LZMA_CONCATENATED);
	bool good = status == LZMA_OK;

	while (good && status == LZMA_OK) {
		ssize_t n = read_packed(passage);

		if (n < 0) {
			fail_errno(why, FAIL_IO, "cannot read '%s'", passage->given->name);
			good = stopped(passage);
			break;
		}
		stream.next_in = passage->packed;
		stream.avail_in = (size_t)n;
		good = decode_piece(&stream, passage, &status, why);
		if (n == 0)
			break;
	}
	passage->out->end = passage->at - stream.avail_in;
	lzma_end(&stream);
	return good && tell_lzma(passage, status, why);
}

static la_ssize_t give_packed(struct archive *archive, void *context, const void **data)
{
	struct passage *passage = context;
	ssize_t n = read_packed(passage);

	if (n < 0)
		archive_set_error(archive, errno, "it cannot be read");
	*data = passage->packed;
	return n;
}

static bool begin(struct archive *archive, struct passage *passage)
{
	struct archive_entry *entry;

	return archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	       archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
	       archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	       archive_read_open(archive, passage, NULL, give_packed, NULL) == ARCHIVE_OK &&
	       archive_read_next_header(archive, &entry) == ARCHIVE_OK;
}

/* libarchive has only words for it. */
static bool fail_archive(struct archive *archive, const struct passage *passage,
                         struct failure *why)
{
	const char *said = archive_error_string(archive);
	bool is_cut = passage->at == passage->given->size && said &&
	              (strstr(said, "runcated") || strstr(said, "nexpected end"));

	return fail_with(passage, is_cut ? UNPACK_CUT : UNPACK_DAMAGED, said, why);
}

static bool unpack_archive(struct passage *passage, struct failure *why)
{
	struct archive *archive = archive_read_new();
	la_ssize_t n = begin(archive, passage) ? 1 : -1;
	bool good = true;

	while (good && n > 0) {
		n = archive_read_data(archive, passage->piece, PIECE);
		good = n <= 0 || take(passage, (size_t)n, why);
	}
	if (n < 0)
		good = fail_archive(archive, passage, why);
	passage->out->end = (uint64_t)archive_filter_bytes(archive, -1);
	archive_read_free(archive);
	return good;
}

bool unpack_to(const struct unpacking *unpacking, int to, struct unpacked *out, struct failure *why)
{
	AUTO_FREE struct passage *passage = mem_zalloc(1, sizeof(*passage));
	enum compression compression = unpack_recognise(unpacking);
	bool good;

	*out = (struct unpacked){ 0 };
	passage->given = unpacking;
	passage->to = to;
	passage->out = out;
	good = compression == COMPRESSION_GZIP ? gunzip(passage, why)
	       : compression == COMPRESSION_XZ ? unxz(passage, why)
	                                       : unpack_archive(passage, why);
	if ((good || out->fault == UNPACK_TRAILING) && ftruncate(to, (off_t)out->size) == -1) {
		fail_errno(why, FAIL_IO, "cannot unpack '%s'", unpacking->name);
		return stopped(passage);
	}
	return good;
}
