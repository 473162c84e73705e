#include "base/codec/gunzip.h"

#include <libdeflate.h>
#include <sys/mman.h>

/* Of the header (RFC 1952, 2.3). */
enum { FLAGS_AT = 3, HAS_HEADER_CRC = 2 };

/* libdeflate passes over the header's own checksum. */
static bool is_sure(struct bytes packed)
{
	const uint8_t *flags = bytes_at(packed, FLAGS_AT, 1);

	return packed.size <= GUNZIP_PACKED_MAX && flags && !(*flags & HAS_HEADER_CRC);
}

bool gunzip(struct bytes packed, uint64_t limit, struct gunzipped *out)
{
	struct libdeflate_decompressor *work;
	bool good;

	*out = (struct gunzipped){ 0 };
	if (!is_sure(packed) || !limit)
		return false;
	limit = limit < GUNZIP_CONTENT_MAX ? limit : GUNZIP_CONTENT_MAX;
	work = libdeflate_alloc_decompressor();
	out->data = mmap(NULL, GUNZIP_CONTENT_MAX, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (out->data == MAP_FAILED)
		out->data = NULL;
	else
		madvise(out->data, GUNZIP_CONTENT_MAX, MADV_HUGEPAGE);
	good = work && out->data &&
	       libdeflate_gzip_decompress_ex(work, packed.data, packed.size, out->data,
	                                     (size_t)limit, &out->packed,
	                                     &out->size) == LIBDEFLATE_SUCCESS;
	libdeflate_free_decompressor(work);
	if (!good)
		gunzip_done(out);
	return good;
}

void gunzip_done(struct gunzipped *content)
{
	if (content->data)
		munmap(content->data, GUNZIP_CONTENT_MAX);
	*content = (struct gunzipped){ 0 };
}
