#include "firmware/formats/shared/archive_source.h"

#include <errno.h>
#include <stdio.h>

static la_ssize_t feed(struct archive *archive, void *context, const void **data)
{
	struct archive_source *source = context;
	uint64_t rest = source->view.size - source->at;
	size_t size = rest < ARCHIVE_PIECE ? (size_t)rest : ARCHIVE_PIECE;

	if (!source_read(source->view.source, source->view.at + source->at, source->piece, size)) {
		source->library->archive_set_error(archive, EIO, "the file could not be read");
		return ARCHIVE_FATAL;
	}
	source->at += size;
	*data = source->piece;
	return (la_ssize_t)size;
}

static la_int64_t seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
	struct archive_source *source = context;
	la_int64_t size = (la_int64_t)source->view.size;
	la_int64_t base = whence == SEEK_SET   ? 0
	                  : whence == SEEK_CUR ? (la_int64_t)source->at
	                                       : size;

	(void)archive;
	if (offset < -base || offset > size - base)
		return ARCHIVE_FATAL;
	source->at = (uint64_t)(base + offset);
	return base + offset;
}

bool archive_source_open(const struct archive_library *library, struct archive *archive,
                         struct archive_source *source, struct view view)
{
	source->library = library;
	source->view = view;
	source->at = 0;
	library->archive_read_set_read_callback(archive, feed);
	library->archive_read_set_seek_callback(archive, seek);
	library->archive_read_set_callback_data(archive, source);
	return library->archive_read_open1(archive) == ARCHIVE_OK;
}
