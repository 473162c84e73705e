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
struct unpacker {
	const struct unpacking *source;
	uint64_t at; /* how much of what is packed was read */
	int to;
	struct unpacked *out;
	uint8_t packed[PIECE];
	uint8_t piece[PIECE];
};

static bool fail_with(const struct unpacker *unpacker, enum unpack_fault fault, const char *text,
                      struct failure *why)
{
	unpacker->out->fault = fault;
	return fail(why, unpacker->source->kind, "cannot unpack '%s': %s", unpacker->source->name,
	            text ? text : "it is damaged");
}

static bool stopped(const struct unpacker *unpacker)
{
	unpacker->out->fault = UNPACK_STOPPED;
	return false;
}

static ssize_t read_packed(struct unpacker *unpacker)
{
	ssize_t n = read_some(unpacker->source, unpacker->at, unpacker->packed, PIECE);

	unpacker->at += n > 0 ? (uint64_t)n : 0;
	return n;
}

/* False with errno. */
static bool put(const struct unpacker *unpacker, size_t size)
{
	const struct unpacking *source = unpacker->source;
	const uint64_t at = unpacker->out->size;

	if (source->memory) {
		memcpy(source->memory + at, unpacker->piece, size);
		return true;
	}
	return bytes_all_zero((struct bytes){ unpacker->piece, size }) ||
	       file_write_at(unpacker->to, source->to_at + at, unpacker->piece, size);
}

/* Takes the first `size` bytes of the piece. */
static bool take(struct unpacker *unpacker, size_t size, struct failure *why)
{
	const struct unpacking *source = unpacker->source;
	struct unpacked *out = unpacker->out;

	bool too_big = size > source->limit - out->size;

	if (too_big)
		size = (size_t)(source->limit - out->size);
	if (!interrupt_check(why))
		return stopped(unpacker);
	if (!put(unpacker, size)) {
		fail_errno(why, FAIL_IO, "cannot unpack '%s'", source->name);
		return stopped(unpacker);
	}
	out->size += size;
	progress_report(source->progress, "unpacking", out->size, source->limit);
	if (!too_big)
		return true;
	out->fault = UNPACK_TOO_BIG;
	return fail(why, source->kind, "'%s' unpacks to more than the limit of %" PRIu64 " bytes",
	            source->name, source->limit);
}

/* Everything that one piece of input gives. */
static bool inflate_piece(z_stream *stream, struct unpacker *unpacker, int *status,
                          struct failure *why)
{
	do {
		stream->next_out = unpacker->piece;
		stream->avail_out = PIECE;
		*status = inflate(stream, Z_NO_FLUSH);
		if (*status != Z_OK && *status != Z_STREAM_END && *status != Z_BUF_ERROR)
			return fail_with(unpacker, UNPACK_DAMAGED, stream->msg, why);
		if (!take(unpacker, PIECE - stream->avail_out, why))
			return false;
	} while (*status == Z_OK && stream->avail_out == 0);
	return true;
}

static bool inflate_member(z_stream *stream, struct unpacker *unpacker, struct failure *why)
{
	int status = Z_OK;

	while (status != Z_STREAM_END) {
		ssize_t n = read_packed(unpacker);

		if (n < 0) {
			fail_errno(why, FAIL_IO, "cannot read '%s'", unpacker->source->name);
			return stopped(unpacker);
		}
		if (n == 0)
			return fail_with(unpacker, UNPACK_CUT, "it is truncated", why);
		stream->next_in = unpacker->packed;
		stream->avail_in = (uInt)n;
		if (!inflate_piece(stream, unpacker, &status, why))
			return false;
	}
	unpacker->at -= stream->avail_in;
	return true;
}

static bool only_zeros_follow(struct unpacker *unpacker, struct failure *why)
{
	ssize_t n;

	unpacker->at = unpacker->out->end;
	while ((n = read_packed(unpacker)) > 0) {
		if (!bytes_all_zero((struct bytes){ unpacker->packed, (uint64_t)n }))
			return fail_with(unpacker, UNPACK_TRAILING,
			                 "unexpected data follows its compressed content", why);
	}
	if (n == 0)
		return true;
	fail_errno(why, FAIL_IO, "cannot read '%s'", unpacker->source->name);
	return stopped(unpacker);
}

/* One member or several. */
static bool gunzip(struct unpacker *unpacker, struct failure *why)
{
	z_stream stream = { 0 };
	bool good = inflateInit2(&stream, MAX_WBITS + GZIP_ONLY) == Z_OK ||
	            fail_with(unpacker, UNPACK_STOPPED, "zlib cannot be initialised", why);

	while (good && recognise_at(unpacker->source, unpacker->at) == COMPRESSION_GZIP)
		good = inflateReset(&stream) == Z_OK && inflate_member(&stream, unpacker, why);
	inflateEnd(&stream);
	unpacker->out->end = unpacker->at;
	return good && only_zeros_follow(unpacker, why);
}

/* Everything that one piece of input, or its end, gives. */
static bool decode_piece(lzma_stream *stream, struct unpacker *unpacker, lzma_ret *status,
                         struct failure *why)
{
	lzma_action action = unpacker->at == unpacker->source->size ? LZMA_FINISH : LZMA_RUN;

	do {
		stream->next_out = unpacker->piece;
		stream->avail_out = PIECE;
		*status = lzma_code(stream, action);
		if (!take(unpacker, PIECE - stream->avail_out, why))
			return false;
	} while (*status == LZMA_OK && (stream->avail_in || stream->avail_out == 0));
	return true;
}

static bool report_lzma(struct unpacker *unpacker, lzma_ret status, struct failure *why)
{
	switch (status) {
	case LZMA_STREAM_END: return true;
	case LZMA_OK:
	case LZMA_BUF_ERROR: return fail_with(unpacker, UNPACK_CUT, "it is truncated", why);
	case LZMA_MEMLIMIT_ERROR:
		return fail_with(unpacker, UNPACK_TOO_BIG,
		                 "it needs more memory than a file compressed with 'xz -9'", why);
	default: return fail_with(unpacker, UNPACK_DAMAGED, NULL, why);
	}
}

/* With liblzma itself: libarchive would let a crafted file take a gigabyte of memory. */
static bool unxz(struct unpacker *unpacker, struct failure *why)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret status = lzma_stream_decoder(&stream, xz_memory, LZMA_CONCATENATED);
	bool good = status == LZMA_OK;

	while (good && status == LZMA_OK) {
		ssize_t n = read_packed(unpacker);

		if (n < 0) {
			fail_errno(why, FAIL_IO, "cannot read '%s'", unpacker->source->name);
			good = stopped(unpacker);
			break;
		}
		stream.next_in = unpacker->packed;
		stream.avail_in = (size_t)n;
		good = decode_piece(&stream, unpacker, &status, why);
		if (n == 0)
			break;
	}
	unpacker->out->end = unpacker->at - stream.avail_in;
	lzma_end(&stream);
	return good && report_lzma(unpacker, status, why);
}

static la_ssize_t give_packed(struct archive *archive, void *context, const void **data)
{
	struct unpacker *unpacker = context;
	ssize_t n = read_packed(unpacker);

	if (n < 0)
		archive_set_error(archive, errno, "it cannot be read");
	*data = unpacker->packed;
	return n;
}

static bool begin(struct archive *archive, struct unpacker *unpacker)
{
	struct archive_entry *entry;

	return archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	       archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
	       archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	       archive_read_open(archive, unpacker, NULL, give_packed, NULL) == ARCHIVE_OK &&
	       archive_read_next_header(archive, &entry) == ARCHIVE_OK;
}

/* libarchive has only words for it. */
static bool fail_archive(struct archive *archive, const struct unpacker *unpacker,
                         struct failure *why)
{
	const char *message = archive_error_string(archive);
	bool is_cut = unpacker->at == unpacker->source->size && message &&
	              (strstr(message, "runcated") || strstr(message, "nexpected end"));

	return fail_with(unpacker, is_cut ? UNPACK_CUT : UNPACK_DAMAGED, message, why);
}

static bool unpack_archive(struct unpacker *unpacker, struct failure *why)
{
	struct archive *archive = archive_read_new();
	la_ssize_t n = begin(archive, unpacker) ? 1 : -1;
	bool good = true;

	while (good && n > 0) {
		n = archive_read_data(archive, unpacker->piece, PIECE);
		good = n <= 0 || take(unpacker, (size_t)n, why);
	}
	if (n < 0)
		good = fail_archive(archive, unpacker, why);
	unpacker->out->end = (uint64_t)archive_filter_bytes(archive, -1);
	archive_read_free(archive);
	return good;
}

bool unpack_to(const struct unpacking *unpacking, int to, struct unpacked *out, struct failure *why)
{
	AUTO_FREE struct unpacker *unpacker = mem_zalloc(1, sizeof(*unpacker));
	enum compression compression = unpack_recognise(unpacking);
	bool good;

	*out = (struct unpacked){ 0 };
	unpacker->source = unpacking;
	unpacker->to = to;
	unpacker->out = out;
	good = compression == COMPRESSION_GZIP ? gunzip(unpacker, why)
	       : compression == COMPRESSION_XZ ? unxz(unpacker, why)
	                                       : unpack_archive(unpacker, why);
	if ((good || out->fault == UNPACK_TRAILING) && !unpacking->memory &&
	    ftruncate(to, (off_t)(unpacking->to_at + out->size)) == -1) {
		fail_errno(why, FAIL_IO, "cannot unpack '%s'", unpacking->name);
		return stopped(unpacker);
	}
	return good;
}
