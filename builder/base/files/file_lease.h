/*
 * file_lease - the kernel's word that nothing writes to an open file meanwhile: a read lease of
 * fcntl(2).
 *
 * Who wants to open the file for writing, or to cut it, waits until it is closed here, or for as
 * long as /proc/sys/fs/lease-break-time says: usually 45 s. That is for work that is over in
 * moments; what may take longer wants a copy.
 */
#ifndef FILE_LEASE_H
#define FILE_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_lease {
	uint64_t sure_until;  /* by wait_now(): nothing has changed before; 0: there is no lease */
	const uint8_t *bytes; /* the file, where it is mapped: see leased_file_view() */
	uint64_t size;
};

/*
 * Of a file that is open for reading alone. False where there is none to be had: the file is
 * another user's or open for writing somewhere, or its file system is not one that only this
 * kernel writes to.
 */
bool file_lease_take(int fd, struct file_lease *out);

/* Whether nothing can have changed since; true where there is no lease. */
bool file_lease_holds(const struct file_lease *lease, int fd);

/*
 * Maps a file of that size, leased or this program's own, where that can be. file_lease_unmap()
 * accepts one that is not mapped.
 */
void file_lease_map(struct file_lease *lease, int fd, uint64_t size);
void file_lease_unmap(struct file_lease *lease);

/* An open file, and what the kernel has promised of it. */
struct leased_file {
	int fd;
	const struct file_lease *lease; /* NULL: nothing */
};

/*
 * Some of its bytes: those that are mapped, as long as nobody can have cut the file, which would
 * end the program; else they are read into `space`. False as file_read_at().
 */
bool leased_file_view(const struct leased_file *file, uint64_t offset, size_t size, uint8_t *space,
                      const uint8_t **out);

#endif
