/* archive_library - the functions of libarchive, which is loaded when one is needed (library.h). */
#ifndef ARCHIVE_LIBRARY_H
#define ARCHIVE_LIBRARY_H

#include "base/fail.h"

#include <archive.h>
#include <archive_entry.h>

#define ARCHIVE_FUNCTIONS(EACH) \
	EACH(archive_entry_filetype) \
	EACH(archive_entry_free) \
	EACH(archive_entry_hardlink) \
	EACH(archive_entry_is_encrypted) \
	EACH(archive_entry_new) \
	EACH(archive_entry_pathname) \
	EACH(archive_entry_set_filetype) \
	EACH(archive_entry_set_pathname) \
	EACH(archive_entry_set_perm) \
	EACH(archive_entry_set_size) \
	EACH(archive_entry_size) \
	EACH(archive_entry_size_is_set) \
	EACH(archive_entry_sparse_count) \
	EACH(archive_entry_symlink) \
	EACH(archive_errno) \
	EACH(archive_error_string) \
	EACH(archive_filter_bytes) \
	EACH(archive_read_data) \
	EACH(archive_read_free) \
	EACH(archive_read_new) \
	EACH(archive_read_next_header) \
	EACH(archive_read_open1) \
	EACH(archive_read_open_fd) \
	EACH(archive_read_set_callback_data) \
	EACH(archive_read_set_read_callback) \
	EACH(archive_read_set_seek_callback) \
	EACH(archive_read_support_filter_gzip) \
	EACH(archive_read_support_filter_xz) \
	EACH(archive_read_support_filter_zstd) \
	EACH(archive_read_support_format_tar) \
	EACH(archive_read_support_format_zip) \
	EACH(archive_read_support_format_zip_seekable) \
	EACH(archive_set_error) \
	EACH(archive_version_details) \
	EACH(archive_write_add_filter) \
	EACH(archive_write_add_filter_none) \
	EACH(archive_write_close) \
	EACH(archive_write_data) \
	EACH(archive_write_free) \
	EACH(archive_write_header) \
	EACH(archive_write_new) \
	EACH(archive_write_open) \
	EACH(archive_write_open_fd) \
	EACH(archive_write_set_bytes_in_last_block) \
	EACH(archive_write_set_bytes_per_block) \
	EACH(archive_write_set_format_pax_restricted) \
	EACH(archive_write_set_format_raw) \
	EACH(archive_write_set_options)

#define ARCHIVE_MEMBER(name) __typeof__ (&(name))(name);

struct archive_library {
	ARCHIVE_FUNCTIONS(ARCHIVE_MEMBER)
};

#undef ARCHIVE_MEMBER

/* In a process that can open no file it succeeds only where its parent has loaded it. */
bool archive_library_load(struct archive_library *out, struct failure *why) MUST_CHECK;

#endif
