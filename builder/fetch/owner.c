#include "fetch/owner.h"

#include <sys/fsuid.h>

struct owner_scope owner_enter(const struct owner *owner)
{
	struct owner_scope scope = { 0 };

	if (!owner->differs)
		return scope;
	/* The group first: who is not root any more may not change it. */
	scope.gid = (gid_t)setfsgid(owner->gid);
	scope.uid = (uid_t)setfsuid(owner->uid);
	scope.entered = true;
	return scope;
}

void owner_leave(const struct owner_scope *scope)
{
	if (!scope->entered)
		return;
	setfsuid(scope->uid);
	setfsgid(scope->gid);
}
