#include "firmware/examine/source.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 64 << 10, STEP = 4096 };

void source_of_file(struct byte_source *out, int fd, uint64_t size)
{
	*out = (struct byte_source){ .fd = fd, .size = size };
}

void source_done(struct byte_source *source)
{
	free(source->window);
	*source = (struct byte_source){ .fd = -1 };
}

bool source_read(const struct byte_source *source, uint64_t at, void *to, size_t size)
{
	if (at > source->size || size > source->size - at)
		return false;
	if (!source->data)
		return file_read_at(source->fd, source->start + at, to, size); /* may shrink */
	if (size)
		memcpy(to, source->data + at, size);
	return true;
}

static bool move_window(struct byte_source *source, uint64_t at)
{
	const size_t room = source->size < WINDOW ? (size_t)source->size : WINDOW;
	uint64_t start = at - at % STEP;
	uint64_t rest = source->size - start;
	size_t size = rest < room ? (size_t)rest : room;

	if (!source->window)
		source->window = mem_resize(NULL, room, 1); /* most files need little of it */
	source->window_size = 0;
	if (!source_read(source, start, source->window, size))
		return false;
	source->window_at = start;
	source->window_size = size;
	if (size == source->size) {
		source->data = source->window;
		source->start = 0;
	}
	return true;
}

static bool read_window(struct byte_source *source, uint64_t at, uint8_t *to, size_t size)
{
	while (size) {
		uint64_t skip = at - source->window_at;
		size_t take;

		if (at < source->window_at || skip >= source->window_size) {
			if (!move_window(source, at))
				return false;
			skip = at - source->window_at;
		}
		take = source->window_size - (size_t)skip;
		take = take < size ? take : size;
		memcpy(to, source->window + skip, take);
		at += take;
		to += take;
		size -= take;
	}
	return true;
}

struct view view_of(struct byte_source *source)
{
	return (struct view){ .source = source, .size = source->size };
}

struct view view_part(struct view view, uint64_t offset, uint64_t size)
{
	if (offset > view.size || size > view.size - offset)
		return (struct view){ .source = view.source, .at = view.at };
	return (struct view){ .source = view.source, .at = view.at + offset, .size = size };
}

struct view view_from(struct view view, uint64_t offset)
{
	return view_part(view, offset, offset < view.size ? view.size - offset : 0);
}

bool view_read(struct view view, uint64_t offset, void *to, size_t size)
{
	if (offset > view.size || size > view.size - offset)
		return false;
	if (view.source->data)
		return source_read(view.source, view.at + offset, to, size);
	return read_window(view.source, view.at + offset, to, size);
}

bool view_has(struct view view, uint64_t offset, const void *bytes, size_t size)
{
	uint8_t seen[64];

	return size <= sizeof(seen) && view_read(view, offset, seen, size) &&
	       memcmp(seen, bytes, size) == 0;
}

uint64_t view_run(struct view view, uint8_t value)
{
	uint8_t piece[STEP];

	for (uint64_t at = 0; at < view.size;) {
		uint64_t rest = view.size - at;
		size_t size = rest < sizeof(piece) ? (size_t)rest : sizeof(piece);

		if (!view_read(view, at, piece, size))
			return at;
		for (size_t i = 0; i < size; i++) {
			if (piece[i] != value)
				return at + i;
		}
		at += size;
	}
	return view.size;
}

uint64_t view_filler(struct view view)
{
	static const uint8_t mark[] = { 0xde, 0xad, 0xc0, 0xde };
	uint64_t at = 0;

	for (;;) {
		struct view rest = view_from(view, at);
		uint64_t step = view_run(rest, 0x00);

		if (!step)
			step = view_run(rest, 0xff);
		if (!step && view_has(rest, 0, mark, sizeof(mark)))
			step = sizeof(mark);
		if (!step)
			return at;
		at += step;
	}
}

bool scratch_begin(struct scratch_file *out, const struct byte_source *source, uint64_t size)
{
	struct scratch *shared = source->scratch;

	*out = (struct scratch_file){ .shared = shared };
	if (shared)
		out->at = shared->used;
	out->end = out->at;
	out->fd = shared ? shared->fd : mem_file(size);
	if (shared)
		shared->is_missed |= shared->fd == -1;
	return out->fd != -1;
}

void scratch_keep(struct scratch_file *file, uint64_t size)
{
	file->end = file->at + size;
	if (file->shared)
		file->shared->used = file->end;
}

/* What others share is cut back only from its end, and to a hole: zeros are not written. */
void scratch_close(struct scratch_file *file)
{
	struct scratch *shared = file->shared;

	if (!shared) {
		mem_auto_close(&file->fd);
	} else if (file->fd != -1 && shared->used == file->end &&
	           ftruncate(file->fd, (off_t)file->at) == 0) {
		shared->used = file->at;
	}
	file->fd = -1;
}

void source_of_scratch(struct byte_source *out, const struct scratch_file *file)
{
	source_of_file(out, file->fd, file->end - file->at);
	out->start = file->at;
	out->scratch = file->shared;
}
