#include "firmware/formats/shared/plain_copy.h"

#include "base/files/file.h"
#include "base/mem.h"

static bool copy(struct view view, sum_filter decipher, void *state, const struct scratch_file *to)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PLAIN_COPY_PIECE);

	for (uint64_t at = 0; at < view.size;) {
		uint64_t rest = view.size - at;
		size_t size = rest < PLAIN_COPY_PIECE ? (size_t)rest : PLAIN_COPY_PIECE;

		if (!source_read(view.source, view.at + at, piece, size))
			return false;
		decipher(state, at, piece, size);
		if (!file_write_at(to->fd, to->at + at, piece, size))
			return false;
		at += size;
	}
	return true;
}

bool plain_copy(struct view view, sum_filter decipher, void *state, struct scratch_file *out,
                struct examination *exam)
{
	if (!scratch_begin(out, view.source, view.size) || !copy(view, decipher, state, out)) {
		findings_check(exam->findings, "content", CHECK_UNKNOWN,
		               "there was no space to decode it");
		scratch_close(out);
		return false;
	}
	scratch_keep(out, view.size);
	return true;
}
