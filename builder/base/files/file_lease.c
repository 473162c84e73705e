#include "base/files/file_lease.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/wait.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { XFS_MAGIC = 0x58465342, SECOND = 1000 };

/* A server may write to what lies on it, and a layer beneath may be written to by itself. */
static bool is_written_here_alone(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == -1)
		return false;
	switch ((uint32_t)fs.f_type) {
	case EXT4_SUPER_MAGIC:
	case XFS_MAGIC:
	case BTRFS_SUPER_MAGIC:
	case F2FS_SUPER_MAGIC:
	case TMPFS_MAGIC: return true;
	default: return false;
	}
}

/* Seconds; 0: not known. */
static uint64_t break_time(void)
{
	AUTO_CLOSE int fd = open("/proc/sys/fs/lease-break-time", O_RDONLY | O_CLOEXEC);
	char text[16] = "";

	if (fd == -1 || read(fd, text, sizeof(text) - 1) <= 0)
		return 0;
	return strtoul(text, NULL, 10);
}

bool file_lease_take(int fd, struct file_lease *out)
{
	const uint64_t began = wait_now();
	uint64_t seconds;

	*out = (struct file_lease){ 0 };
	if (!is_written_here_alone(fd))
		return false;
	seconds = break_time();
	/* The usual signal, that somebody waits, would end the program; this one does nothing. */
	if (!seconds || fcntl(fd, F_SETSIG, SIGURG) == -1 || fcntl(fd, F_SETLEASE, F_RDLCK) == -1)
		return false;
	out->sure_until = began + seconds * SECOND;
	return true;
}

bool file_lease_holds(const struct file_lease *lease, int fd)
{
	if (!lease->sure_until || wait_now() < lease->sure_until)
		return true;
	return fcntl(fd, F_GETLEASE) == F_RDLCK;
}

void file_lease_map(struct file_lease *lease, int fd, uint64_t size)
{
	void *bytes = MAP_FAILED;

	if (size <= SIZE_MAX)
		bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return;
	madvise(bytes, (size_t)size, MADV_SEQUENTIAL);
	lease->bytes = bytes;
	lease->size = size;
}

void file_lease_unmap(struct file_lease *lease)
{
	if (lease->bytes)
		munmap((void *)(uintptr_t)lease->bytes, (size_t)lease->size);
	lease->bytes = NULL;
	lease->size = 0;
}

static bool is_mapped(const struct leased_file *file, uint64_t offset, size_t size)
{
	const struct file_lease *lease = file->lease;

	return lease && lease->bytes && offset <= lease->size && size <= lease->size - offset &&
	       file_lease_holds(lease, file->fd);
}

bool leased_file_view(const struct leased_file *file, uint64_t offset, size_t size, uint8_t *space,
                      const uint8_t **out)
{
	if (is_mapped(file, offset, size)) {
		*out = file->lease->bytes + offset;
		return true;
	}
	*out = space;
	return file_read_at(file->fd, offset, space, size);
}
