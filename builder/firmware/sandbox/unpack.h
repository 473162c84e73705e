/*
 * unpack - compressed files and archives, unpacked by a sandboxed process.
 *
 * The files it fills are made here, and read when it has ended or waits. What they hold is as
 * untrusted as the packed file.
 */
#ifndef SANDBOX_UNPACK_H
#define SANDBOX_UNPACK_H

#include "base/codec/unpack.h"
#include "base/sandbox/process.h"
#include "firmware/formats/shared/archive_members.h"

/*
 * The failure of a file whose process gave no reply: FAIL_FIRMWARE where that may be the file's
 * doing, else FAIL_IO; FAIL_INTERRUPTED. Returns false.
 */
bool sandbox_fail_stopped(const char *name, enum process_fault fault, struct failure *why);

/* As unpack_to(), from a file; *size is the content's. Fails as sandbox_fail_stopped() too. */
bool sandbox_unpack(const struct unpacking *unpacking, int to, uint64_t *size,
                    struct failure *why) MUST_CHECK;

/* Everything is borrowed. */
struct members_visit {
	int fd; /* of the archive, its content from offset 0 */
	uint64_t size;
	const char *path; /* for messages, as is ... */
	const char *name;
	bool here;                 /* in this process: the archive is trusted */
	struct progress *progress; /* hears that the process is waited for; NULL: nobody */
	bool (*visit)(struct member *, void *context);
	void *context;
};

/*
 * As members_walk() over a whole file; a member is then a snapshot
 * that cannot change. False, and *why is filled, where there was no walk to its end.
 */
bool sandbox_walk_members(const struct members_visit *visit, enum members_state *state,
                          char detail[MEMBER_DETAIL], struct failure *why) MUST_CHECK;

#endif
