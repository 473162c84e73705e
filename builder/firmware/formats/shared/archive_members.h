/*
 * archive_members - the regular files of a ZIP archive, one after the other, unpacked
 * into files without a name.
 *
 * Untrusted: links, encrypted members, absolute paths and those with a part ".." are passed
 * over; number and size are bounded, and above 64 MiB the ratio of unpacked to packed. Zeros
 * become holes.
 */
#ifndef ARCHIVE_MEMBERS_H
#define ARCHIVE_MEMBERS_H

#include "firmware/examine/source.h"

enum { MEMBER_NAME = 256, MEMBER_PATH = 512, MEMBER_DETAIL = 128, MEMBERS_MAX = 1000 };

struct member {
	char path[MEMBER_PATH];   /* within the archive, cleaned for a terminal */
	char name[MEMBER_NAME];   /* its last part */
	struct scratch_file file; /* closed after the visit, unless it was taken: fd is -1 then */
	uint64_t size;
};

enum members_state {
	MEMBERS_ALL,
	MEMBERS_CUT,
	MEMBERS_DAMAGED,
	MEMBERS_REFUSED,  /* by a limit, for want of space, or because all are encrypted */
	MEMBERS_UNLOADED, /* libarchive is not loaded, and cannot be here */
};

/* Visits until the visitor returns false. `detail` says why members were refused. */
enum members_state members_walk(struct view view, bool (*visit)(struct member *, void *context),
                                void *context, char detail[MEMBER_DETAIL]);

/* The path and the name of a member, out of the path in its archive. */
void member_set_path(struct member *member, const char *path);

/*
 * For a process that will walk where no file can be opened: libarchive drops names that the
 * locale cannot write, and from now on this thread's takes any.
 */
void members_prepare(void);

/* What members_walk() says where libarchive is missing. */
enum members_state members_unloaded(char detail[MEMBER_DETAIL]);

/* Where the archive ends by its end record; 0: there is none. */
uint64_t members_end(struct view view);

#endif
