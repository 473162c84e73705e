/*
 * owner - work on files as the user whose files they are.
 *
 * Root, called by sudo, keeps its hands off other users' folders: while the scope lasts,
 * this thread opens and creates files as the owner, so the kernel refuses what the owner
 * may not do (a link to /etc in the cache), and new files are the owner's.
 */
#ifndef OWNER_H
#define OWNER_H

#include <stdbool.h>
#include <sys/types.h>

struct owner {
	bool differs; /* from whom the program runs as; all zero: the same */
	uid_t uid;
	gid_t gid;
};

struct owner_scope {
	bool entered;
	uid_t uid;
	gid_t gid;
};

struct owner_scope owner_enter(const struct owner *owner);
void owner_leave(const struct owner_scope *scope);

/* From here to the end of the block. */
#define AS_OWNER(owner) \
	__attribute__((cleanup(owner_leave), unused)) const struct owner_scope owner_scope_ = \
	        owner_enter(owner)

#endif
