/*
 * zfs_list - the list of names and values in a label of a ZFS pool named "tank": what libblkid
 * looks at from 2.41 on. Up to 2.40 it looks at the uberblocks.
 */
#ifndef ZFS_LIST_H
#define ZFS_LIST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ZFS_LIST = 512 };

/* A pair of a name and a value, as XDR writes it: a number, or else a text of four letters. */
static inline size_t zfs_pair(uint8_t *list, size_t at, const char *name, uint8_t number,
                              const char *text)
{
	const size_t name_size = (strlen(name) + 3) / 4 * 4;
	uint8_t *pair = list + at;
	uint8_t *value = pair + 12 + name_size;
	const size_t size = 12 + name_size + 16;

	pair[3] = (uint8_t)size;
	pair[7] = (uint8_t)(size + 8);
	pair[11] = (uint8_t)strlen(name);
	memcpy(pair + 12, name, strlen(name));
	value[3] = text ? 9 : 8; /* the type: text, number */
	value[7] = 1;            /* how many */
	value[text ? 11 : 15] = text ? 4 : number;
	if (text)
		memcpy(value + 12, text, 4);
	return at + size;
}

static inline void zfs_list(uint8_t list[ZFS_LIST])
{
	static const uint8_t head[12] = { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	size_t end = sizeof(head);

	memset(list, 0, ZFS_LIST);
	memcpy(list, head, sizeof(head));
	end = zfs_pair(list, end, "version", 28, NULL);
	end = zfs_pair(list, end, "name", 0, "tank");
	end = zfs_pair(list, end, "state", 0, NULL);
	end = zfs_pair(list, end, "txg", 4, NULL);
	end = zfs_pair(list, end, "pool_guid", 7, NULL);
	end = zfs_pair(list, end, "guid", 8, NULL);
	zfs_pair(list, end, "ashift", 12, NULL);
}

#endif
