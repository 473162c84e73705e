/*
 * A kernel packed with LZMA, as boot loaders start it that know no header, little endian: 0
 * parameters, 1 size of the dictionary, 5 size of the plain kernel (all ones: unknown), 13 data,
 * whose first byte is zero (tukaani-project/xz doc/lzma-file-format.txt). OpenWrt's images for an
 * update of TP-Link's devices with "safeloader" begin so, or with a header of TP-Link's: a root
 * file system follows (openwrt/firmware-utils@d21804ad src/tplink-safeloader.c,
 * generate_sysupgrade_image()).
 *
 * LZMA has no magic: it is looked for only where a file begins.
 */
#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <lzma.h>

enum {
	HEADER = 14,
	PARAMETERS_MAX = 225,
	DICTIONARY_MIN = 64 << 10,
	DICTIONARY_MAX = 64 << 20,
	PLAIN_MIN = 4 << 10,
	PLAIN_MAX = 128 << 20,
	MEMORY_MAX = DICTIONARY_MAX + (1 << 20),
	PIECE = 64 << 10,
};

static bool recognise(struct view file)
{
	uint8_t header[HEADER];
	uint32_t dictionary;
	uint64_t plain;

	if (file.at != 0 || !view_read(file, 0, header, sizeof(header)))
		return false;
	dictionary = get_le32(header + 1);
	plain = get_le64(header + 5);
	return header[0] != 0 && header[0] < PARAMETERS_MAX && header[13] == 0 &&
	       dictionary >= DICTIONARY_MIN && dictionary <= DICTIONARY_MAX &&
	       (dictionary & (dictionary - 1)) == 0 &&
	       (plain == UINT64_MAX || (plain >= PLAIN_MIN && plain <= PLAIN_MAX));
}

struct unpacker {
	lzma_stream stream;
	struct view file;
	uint64_t read;
	uint8_t in[PIECE];
	uint8_t out[PIECE];
};

/* One step; LZMA_OK as long as it goes on. */
static lzma_ret unpack_piece(struct unpacker *unpacker)
{
	lzma_stream *stream = &unpacker->stream;
	uint64_t rest = unpacker->file.size - unpacker->read;
	size_t size = rest < PIECE ? (size_t)rest : PIECE;

	if (stream->avail_in == 0) {
		if (size == 0 || interrupt_requested() ||
		    !view_read(unpacker->file, unpacker->read, unpacker->in, size))
			return LZMA_BUF_ERROR;
		stream->next_in = unpacker->in;
		stream->avail_in = size;
		unpacker->read += size;
	}
	stream->next_out = unpacker->out;
	stream->avail_out = sizeof(unpacker->out);
	return lzma_code(stream, LZMA_RUN);
}

static lzma_ret unpack(struct unpacker *unpacker)
{
	lzma_ret status = lzma_alone_decoder(&unpacker->stream, MEMORY_MAX);

	while (status == LZMA_OK && unpacker->stream.total_out <= PLAIN_MAX)
		status = unpack_piece(unpacker);
	return status;
}

static void parse(struct view file, struct examination *exam)
{
	AUTO_FREE struct unpacker *unpacker = mem_zalloc(1, sizeof(*unpacker));
	struct findings *out = exam->findings;
	lzma_ret status;

	unpacker->stream = (lzma_stream)LZMA_STREAM_INIT;
	unpacker->file = file;
	status = unpack(unpacker);
	lzma_end(&unpacker->stream);
	if (status == LZMA_STREAM_END) {
		findings_check(out, "unpacking", CHECK_OK, "%" PRIu64 " bytes",
		               (uint64_t)unpacker->stream.total_out);
		header_rest(view_from(file, unpacker->stream.total_in), exam);
	} else if (status == LZMA_BUF_ERROR) {
		findings_complete(out, COMPLETE_TRUNCATED, "its compressed data ends too early");
	} else if (status == LZMA_OK || status == LZMA_MEMLIMIT_ERROR || status == LZMA_MEM_ERROR) {
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "it unpacks to too much data to be examined");
	} else {
		findings_check(out, "unpacking", CHECK_BAD, "the compressed data is damaged");
	}
}

static const struct format lzma_kernel = {
	.id = "lzma-kernel",
	.title = "an LZMA-compressed kernel",
	.rank = RANK_WEAK,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(lzma_kernel, &lzma_kernel);
