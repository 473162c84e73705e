/* tar_file - tar files as strangers make them. */
#ifndef TAR_FILE_H
#define TAR_FILE_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct tar_member {
	const char *path; /* NULL: there is no such member */
	const char *data;
	char type;        /* l link, h hard link, d folder, c device, p pipe; 0: a file */
	const char *link; /* where it leads */
};

#define TAR_FILE(path, data) \
	{ \
		path, data, 0, NULL \
	}
#define TAR_OTHER(path, type, link) \
	{ \
		path, "", type, link \
	}

static inline void tar_put(struct archive *archive, const struct tar_member *member)
{
	struct archive_entry *entry = archive_entry_new();
	const size_t size = strlen(member->data);

	archive_entry_set_pathname(entry, member->path);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)size);
	switch (member->type) {
	case 'l':
		archive_entry_set_filetype(entry, AE_IFLNK);
		archive_entry_set_symlink(entry, member->link);
		break;
	case 'h': archive_entry_set_hardlink(entry, member->link); break;
	case 'd': archive_entry_set_filetype(entry, AE_IFDIR); break;
	case 'c': archive_entry_set_filetype(entry, AE_IFCHR); break;
	case 'p': archive_entry_set_filetype(entry, AE_IFIFO); break;
	default: archive_entry_set_filetype(entry, AE_IFREG);
	}
	archive_write_header(archive, entry);
	archive_write_data(archive, member->data, size);
	archive_entry_free(entry);
}

/* In memory, perhaps compressed. */
static inline int tar_file(const struct tar_member *members, size_t count, bool packed)
{
	struct archive *archive = archive_write_new();
	int fd = memfd_create("tar", 0);

	archive_write_set_format_ustar(archive);
	if (packed)
		archive_write_add_filter_gzip(archive);
	archive_write_open_fd(archive, fd);
	for (size_t i = 0; i < count && members[i].path; i++)
		tar_put(archive, &members[i]);
	archive_write_close(archive);
	archive_write_free(archive);
	return fd;
}

/* Another size, of 11 octal digits, in the header at `at`, and the checksum that fits. */
static inline void tar_set_size(int fd, off_t at, const char *octal)
{
	unsigned char header[512];
	unsigned sum = 0;

	if (pread(fd, header, sizeof(header), at) != sizeof(header))
		return;
	memcpy(header + 124, octal, 11);
	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < sizeof(header); i++)
		sum += header[i];
	snprintf((char *)header + 148, 8, "%06o", sum);
	if (pwrite(fd, header, sizeof(header), at) != sizeof(header))
		return;
}

#endif
