/* Compressed files of strangers: whatever comes out is bounded, and nothing is read past the end.
 */
#include "base/codec/unpack.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_CLOSE int from = mem_file(size);
	AUTO_CLOSE int to = mem_file(0);
	const struct unpacking unpacking = {
		.fd = from,
		.size = size,
		.name = "fuzz",
		.kind = FAIL_FIRMWARE,
		.limit = 1 << 20,
	};
	struct failure why;
	struct unpacked out;

	if (write(from, data, size) != (ssize_t)size ||
	    unpack_recognise(&unpacking) == COMPRESSION_NONE)
		return 0;
	if (unpack_to(&unpacking, to, &out, &why) && out.size > unpacking.limit)
		abort();
	return 0;
}
