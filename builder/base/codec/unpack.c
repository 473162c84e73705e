#include "base/codec/unpack.h"

#include "base/bytes.h"
#include "base/codec/gunzip.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"

#include <bzlib.h>
#include <errno.h>
#include <inttypes.h>
#include <lzma.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
	PIECE = 256 << 10,
	GZIP_ONLY = 16,
	MAGIC_MAX = 6,
	SKIPPABLE_MAGIC = 0x184d2a50,
	SKIPPABLE_HEADER = 8, /* bytes */
	SKIPPABLE_MAX = 64,   /* frames before the first one with content */
};
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

/* Of a Zstandard frame without content (RFC 8878, 3.1.2), in bytes; 0: there is none. */
static uint64_t skippable_size(const struct unpacking *from, uint64_t offset)
{
	uint8_t start[SKIPPABLE_HEADER];

	if (read_some(from, offset, start, sizeof(start)) != sizeof(start) ||
	    (get_le32(start) & ~UINT32_C(15)) != SKIPPABLE_MAGIC)
		return 0;
	return SKIPPABLE_HEADER + (uint64_t)get_le32(start + 4);
}

static enum compression recognise_at(const struct unpacking *from, uint64_t offset)
{
	uint8_t start[MAGIC_MAX] = { 0 };
	uint64_t skipped = offset;
	uint64_t size;

	for (int i = 0; i < SKIPPABLE_MAX && (size = skippable_size(from, skipped)); i++)
		skipped += size;
	if (read_some(from, skipped, start, sizeof(start)) < 0)
		return COMPRESSION_NONE;
	for (size_t i = COMPRESSION_NONE + 1; i < ARRAY_LEN(kinds); i++) {
		if (memcmp(start, kinds[i].magic, kinds[i].size) == 0 &&
		    (skipped == offset || i == COMPRESSION_ZSTD))
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
	return recognise_at(&(struct unpacking){ .fd = fd, .size = INT64_MAX }, 0);
}

enum step {
	STEP_MORE, /* input or space is used up */
	STEP_END,  /* of the member */
	STEP_DAMAGED,
	STEP_TOO_BIG, /* it needs too much memory */
};

/* One unpacking. */
struct unpacker {
	const struct unpacking *source;
	uint64_t at; /* how much of what is packed was read */
	int to;
	struct unpacked *out;
	union {
		z_stream gzip;
		lzma_stream xz;
		bz_stream bzip2;
		ZSTD_DStream *zstd;
	} stream;
	uint8_t *in; /* the rest of `packed` */
	size_t in_size;
	size_t room; /* how much of `piece` is filled at a time */
	uint8_t packed[PIECE];
	uint8_t piece[PIECE];
};

/* A library that decompresses one member: a gzip member, an xz or bzip2 stream, a zstd frame. */
struct codec {
	bool (*begin)(struct unpacker *unpacker); /* false: out of memory */
	/* Takes from `in`, fills `piece` from its beginning; *made: how much of it. */
	enum step (*step)(struct unpacker *unpacker, size_t *made);
	void (*end)(struct unpacker *unpacker);
};

static bool gzip_begin(struct unpacker *unpacker)
{
	return inflateInit2(&unpacker->stream.gzip, MAX_WBITS + GZIP_ONLY) == Z_OK;
}

static enum step gzip_step(struct unpacker *unpacker, size_t *made)
{
	z_stream *stream = &unpacker->stream.gzip;
	int status;

	stream->next_in = unpacker->in;
	stream->avail_in = (uInt)unpacker->in_size;
	stream->next_out = unpacker->piece;
	stream->avail_out = (uInt)unpacker->room;
	status = inflate(stream, Z_NO_FLUSH);
	unpacker->in = stream->next_in;
	unpacker->in_size = stream->avail_in;
	*made = unpacker->room - stream->avail_out;
	return status == Z_STREAM_END                    ? STEP_END
	       : status == Z_OK || status == Z_BUF_ERROR ? STEP_MORE
	                                                 : STEP_DAMAGED;
}

static void gzip_end(struct unpacker *unpacker)
{
	inflateEnd(&unpacker->stream.gzip);
}

/* With a limit: a crafted file could take a gigabyte of memory. */
static bool xz_begin(struct unpacker *unpacker)
{
	unpacker->stream.xz = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_stream_decoder(&unpacker->stream.xz, xz_memory, 0) == LZMA_OK;
}

static enum step xz_step(struct unpacker *unpacker, size_t *made)
{
	lzma_stream *stream = &unpacker->stream.xz;
	lzma_ret status;

	stream->next_in = unpacker->in;
	stream->avail_in = unpacker->in_size;
	stream->next_out = unpacker->piece;
	stream->avail_out = unpacker->room;
	status = lzma_code(stream, LZMA_RUN);
	unpacker->in += unpacker->in_size - stream->avail_in;
	unpacker->in_size = stream->avail_in;
	*made = unpacker->room - stream->avail_out;
	switch (status) {
	case LZMA_STREAM_END: return STEP_END;
	case LZMA_OK:
	case LZMA_BUF_ERROR: return STEP_MORE;
	case LZMA_MEMLIMIT_ERROR: return STEP_TOO_BIG;
	default: return STEP_DAMAGED;
	}
}

static void xz_end(struct unpacker *unpacker)
{
	lzma_end(&unpacker->stream.xz);
}

static bool bzip2_begin(struct unpacker *unpacker)
{
	unpacker->stream.bzip2 = (bz_stream){ 0 };
	return BZ2_bzDecompressInit(&unpacker->stream.bzip2, 0, 0) == BZ_OK;
}

static enum step bzip2_step(struct unpacker *unpacker, size_t *made)
{
	bz_stream *stream = &unpacker->stream.bzip2;
	const unsigned size = (unsigned)unpacker->in_size;
	int status;

	stream->next_in = (char *)unpacker->in;
	stream->avail_in = size;
	stream->next_out = (char *)unpacker->piece;
	stream->avail_out = (unsigned)unpacker->room;
	status = BZ2_bzDecompress(stream);
	unpacker->in += size - stream->avail_in;
	unpacker->in_size = stream->avail_in;
	*made = unpacker->room - stream->avail_out;
	return status == BZ_STREAM_END ? STEP_END : status == BZ_OK ? STEP_MORE : STEP_DAMAGED;
}

static void bzip2_end(struct unpacker *unpacker)
{
	BZ2_bzDecompressEnd(&unpacker->stream.bzip2);
}

/* Windows above 128 MiB, which 'zstd --long' makes, are refused by the library's default. */
static bool zstd_begin(struct unpacker *unpacker)
{
	unpacker->stream.zstd = ZSTD_createDStream();
	return unpacker->stream.zstd;
}

static enum step zstd_step(struct unpacker *unpacker, size_t *made)
{
	ZSTD_inBuffer in = { unpacker->in, unpacker->in_size, 0 };
	ZSTD_outBuffer out = { unpacker->piece, unpacker->room, 0 };
	const size_t status = ZSTD_decompressStream(unpacker->stream.zstd, &out, &in);

	unpacker->in += in.pos;
	unpacker->in_size -= in.pos;
	*made = out.pos;
	if (ZSTD_isError(status))
		return ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge
		               ? STEP_TOO_BIG
		               : STEP_DAMAGED;
	return status == 0 ? STEP_END : STEP_MORE;
}

static void zstd_end(struct unpacker *unpacker)
{
	ZSTD_freeDStream(unpacker->stream.zstd);
}

static const struct codec codecs[] = {
	[COMPRESSION_GZIP] = { gzip_begin, gzip_step, gzip_end },
	[COMPRESSION_XZ] = { xz_begin, xz_step, xz_end },
	[COMPRESSION_ZSTD] = { zstd_begin, zstd_step, zstd_end },
	[COMPRESSION_BZIP2] = { bzip2_begin, bzip2_step, bzip2_end },
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
static bool put(const struct unpacker *unpacker, const uint8_t *piece, size_t size)
{
	const struct unpacking *source = unpacker->source;
	const uint64_t at = unpacker->out->size;

	if (source->memory) {
		memcpy(source->memory + at, piece, size);
		return true;
	}
	return bytes_all_zero((struct bytes){ piece, size }) ||
	       file_write_at(unpacker->to, source->to_at + at, piece, size);
}

/* More of the content. */
static bool take(struct unpacker *unpacker, const uint8_t *piece, size_t size, struct failure *why)
{
	const struct unpacking *source = unpacker->source;
	struct unpacked *out = unpacker->out;

	bool too_big = size > source->limit - out->size;

	if (too_big)
		size = (size_t)(source->limit - out->size);
	if (!interrupt_check(why))
		return stopped(unpacker);
	if (!put(unpacker, piece, size)) {
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

/* More of what is packed: everything that was read is used up. */
static bool refill(struct unpacker *unpacker, struct failure *why)
{
	const ssize_t n = read_packed(unpacker);

	if (n < 0) {
		fail_errno(why, FAIL_IO, "cannot read '%s'", unpacker->source->name);
		return stopped(unpacker);
	}
	if (n == 0)
		return fail_with(unpacker, UNPACK_CUT, "it is truncated", why);
	unpacker->in = unpacker->packed;
	unpacker->in_size = (size_t)n;
	return true;
}

/* Everything that one piece of input gives. */
static bool decode_piece(const struct codec *codec, struct unpacker *unpacker, enum step *step,
                         struct failure *why)
{
	size_t before;
	size_t made;

	do {
		before = unpacker->in_size;
		*step = codec->step(unpacker, &made);
		if (!take(unpacker, unpacker->piece, made, why))
			return false;
	} while (*step == STEP_MORE && (made || unpacker->in_size < before) &&
	         (unpacker->in_size || made == unpacker->room));
	if (*step == STEP_TOO_BIG)
		return fail_with(unpacker, UNPACK_TOO_BIG,
		                 "it needs more memory than files compressed with usual settings",
		                 why);
	if (*step == STEP_DAMAGED || (*step == STEP_MORE && unpacker->in_size))
		return fail_with(unpacker, UNPACK_DAMAGED, NULL, why);
	return true;
}

static bool unpack_member(const struct codec *codec, struct unpacker *unpacker, struct failure *why)
{
	enum step step = STEP_MORE;
	bool good = codec->begin(unpacker) ||
	            fail_with(unpacker, UNPACK_STOPPED, "there is not enough memory", why);
	const bool begun = good;

	unpacker->in_size = 0;
	while (good && step == STEP_MORE)
		good = refill(unpacker, why) && decode_piece(codec, unpacker, &step, why);
	if (begun)
		codec->end(unpacker);
	unpacker->at -= unpacker->in_size;
	unpacker->out->end = unpacker->at;
	return good;
}

/* All that is packed, in memory; empty: it is too much for one step. The rest is the caller's. */
static struct bytes load_packed(const struct unpacking *source, uint8_t **memory)
{
	const uint64_t size = source->size;

	if (size > GUNZIP_PACKED_MAX)
		return (struct bytes){ 0 };
	if (source->data)
		return (struct bytes){ source->data + source->at, size };
	*memory = mem_resize(NULL, (size_t)size, 1);
	return file_read_at(source->fd, source->at, *memory, (size_t)size)
	               ? (struct bytes){ *memory, size }
	               : (struct bytes){ 0 };
}

/*
 * The first member in one step. False: it is to be unpacked piece by piece, nothing of it was
 * taken. *good: otherwise, whether it could be stored.
 */
static bool unpack_at_once(struct unpacker *unpacker, bool *good, struct failure *why)
{
	AUTO_FREE uint8_t *memory = NULL;
	struct gunzipped content;

	if (unpacker->source->memory || unpacker->at ||
	    !gunzip(load_packed(unpacker->source, &memory), unpacker->source->limit, &content))
		return false;
	*good = true;
	for (size_t done = 0, n; *good && done < content.size; done += n) {
		n = content.size - done < PIECE ? content.size - done : PIECE;
		*good = take(unpacker, content.data + done, n, why);
	}
	unpacker->at = content.packed;
	unpacker->out->end = unpacker->at;
	gunzip_done(&content);
	return true;
}

/* Past the padding behind a member. */
static bool skip_zeros(struct unpacker *unpacker, struct failure *why)
{
	ssize_t n;

	while ((n = read_packed(unpacker)) > 0) {
		const uint8_t *piece = unpacker->packed;
		ssize_t i = 0;

		while (i < n && piece[i] == 0)
			i++;
		if (i == n)
			continue;
		unpacker->at -= (uint64_t)(n - i);
		return true;
	}
	if (n == 0)
		return true;
	fail_errno(why, FAIL_IO, "cannot read '%s'", unpacker->source->name);
	return stopped(unpacker);
}

/* Skippable frames may follow the last one with content, too. */
static bool member_follows(const struct unpacker *unpacker, enum compression compression)
{
	return recognise_at(unpacker->source, unpacker->at) == compression ||
	       (compression == COMPRESSION_ZSTD && skippable_size(unpacker->source, unpacker->at));
}

static bool unpack_members(struct unpacker *unpacker, enum compression compression,
                           struct failure *why)
{
	bool good;

	do {
		if (compression != COMPRESSION_GZIP || !unpack_at_once(unpacker, &good, why))
			good = unpack_member(&codecs[compression], unpacker, why);
		if (!good || !skip_zeros(unpacker, why))
			return false;
	} while (member_follows(unpacker, compression));
	return unpacker->at >= unpacker->source->size ||
	       fail_with(unpacker, UNPACK_TRAILING,
	                 "unexpected data follows its compressed content", why);
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
	unpacker->room =
	        unpacking->memory && unpacking->limit < PIECE ? (size_t)unpacking->limit : PIECE;
	good = compression == COMPRESSION_NONE
	               ? fail_with(unpacker, UNPACK_DAMAGED, "it is not compressed", why)
	               : unpack_members(unpacker, compression, why);
	if ((good || out->fault == UNPACK_TRAILING) && !unpacking->memory &&
	    ftruncate(to, (off_t)(unpacking->to_at + out->size)) == -1) {
		fail_errno(why, FAIL_IO, "cannot unpack '%s'", unpacking->name);
		return stopped(unpacker);
	}
	return good;
}
