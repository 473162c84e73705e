/* file_routers - which routers a firmware file is for: by its content, or by its name alone. */
#ifndef FILE_ROUTERS_H
#define FILE_ROUTERS_H

#include "app/knowledge/knowledge.h"

struct file_routers {
	const struct recipe **items; /* free() them; the recipes are the catalogue's */
	size_t count;
};

/* FAIL_FIRMWARE when there is no such file, or it fits none, with what it is. */
bool file_routers_by_content(struct file_routers *out, const struct knowledge *knowledge,
                             const char *path, struct failure *why) MUST_CHECK;

/*
 * Those whose file is called so at its maker, on OpenWrt's server, or by the boot loader. None
 * where so many are that the name says nothing.
 */
void file_routers_by_name(struct file_routers *out, const struct knowledge *knowledge,
                          const char *name);

#endif
