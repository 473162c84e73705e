/*
 * fatread - a small read-only FAT12/16/32 reader: the stick as a boot loader sees it.
 *
 * It shares no code with what wrote the image, trusts nothing it reads (it is
 * fuzzed), and is stricter than a boot loader: partition 1 of the boot record,
 * or LBA 0 when that is a FAT boot sector; root directory and sub-directories;
 * short and long names; cluster chains without loops or ends outside the volume.
 * Format: Microsoft "FAT32 File System Specification" 1.03; ECMA-107.
 */
#ifndef FATREAD_H
#define FATREAD_H

#include "base/digest.h"
#include "base/files/file_lease.h"
#include "base/medium/target.h"
#include "base/progress.h"

enum { FAT_NAME = 256 * 3 }; /* a long name of 255 UTF-16 units as UTF-8 */

struct fat_entry {
	char name[FAT_NAME]; /* the long name, or the short one with its case bits applied */
	char short_name[13]; /* as stored, "MIWIFI.BIN" */
	uint64_t size;       /* bytes */
	uint32_t first_cluster;
	bool directory;
	bool label;
};

struct fatread;

/* Caches at most a few hundred KiB; `target` must outlive *out. */
bool fatread_open(struct fatread **out, struct target *target, struct failure *why) MUST_CHECK;
void fatread_close(struct fatread *fat);

/* 12, 16 or 32. */
unsigned fatread_bits(const struct fatread *fat);

/* Where on the target the last allocated cluster ends: the end of what must be written. */
bool fatread_used_end(struct fatread *fat, uint64_t *end, struct failure *why) MUST_CHECK;

/*
 * Calls `visit` for every entry of a directory ("/" or "/dir/sub") in the order
 * stored, labels included, "." and ".." not. Stops early when it returns false,
 * and fails with what it put in *why.
 */
bool fatread_list(struct fatread *fat, const char *directory,
                  bool (*visit)(void *context, const struct fat_entry *entry, struct failure *why),
                  void *context, struct failure *why) MUST_CHECK;

/* The file at "/name" or "/dir/name", compared without case. FAIL_VERIFY when it is not there. */
bool fatread_find(struct fatread *fat, const char *path, struct fat_entry *out,
                  struct failure *why) MUST_CHECK;

/* SHA-256 of a file's content, read from the target along its cluster chain. */
bool fatread_hash(struct fatread *fat, const struct fat_entry *file, struct progress *progress,
                  struct digest *out, struct failure *why) MUST_CHECK;

/*
 * Whether a file's content is what the open file `wanted` has from offset 0, byte for byte; fails
 * where either cannot be read.
 */
bool fatread_compare(struct fatread *fat, const struct fat_entry *file,
                     const struct leased_file *wanted, struct progress *progress, bool *equal,
                     struct failure *why) MUST_CHECK;

/* Where on the target a file's content lies. False: it has none, or not in one piece. */
bool fatread_place(struct fatread *fat, const struct fat_entry *file, uint64_t *from, uint64_t *to);

/* The first `size` bytes of a file, which has as many. */
bool fatread_read(struct fatread *fat, const struct fat_entry *file, void *to, size_t size,
                  struct failure *why) MUST_CHECK;

/*
 * Fails with FAIL_VERIFY when `directory` holds something a loader could take
 * for `name`: "miwifi.bin.bin", "miwifi (1).bin", or, with `suffix` not NULL,
 * any other file that ends with it.
 */
bool fatread_only_candidate(struct fatread *fat, const char *directory, const char *name,
                            const char *suffix, struct failure *why) MUST_CHECK;

#endif
