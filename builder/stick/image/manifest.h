/*
 * manifest - what the stick holds, written on the stick itself.
 *
 * A small JSON text in the gap before the partition, where no boot loader and no
 * file system probe looks. It covers every byte from 0 to the end of the used
 * range; its own area counts as zeros in that digest and is covered by a last
 * line with the SHA-256 of the text above it, zeros after that. No time, no
 * serial, no path of the computer that made it: equal input, equal stick.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/digest.h"

enum {
	MANIFEST_START = 786432, /* byte on the stick */
	MANIFEST_SIZE = 262144,  /* bytes: up to the partition at 1 MiB */
};

/* In the place of a recipe: the stick starts a PC, and no router. */
#define MANIFEST_RESCUE_PC "rescue-pc"

struct manifest_file {
	const char *path; /* "/miwifi.bin" */
	uint64_t size;
	struct digest sha256;
	const char *origin;  /* origin_name() of the firmware: "vendor-signed" ... */
	const char *address; /* public address, or NULL; never a local path */
	const char *vouched; /* proof of origin: "signature by xiaomi-system", "nothing: accepted
	                        unsigned" */
	const char *model; /* whether the file says which model it is for: "matched" ...; or NULL */
	const char *only;  /* candidate suffix when it must be the only candidate ("" : look-alikes
	                      only), or NULL */
};

struct manifest {
	const char *program;  /* "mkrescue-usb 1.2.3" */
	const char *recipe;   /* "xiaomi/r3g", or MANIFEST_RESCUE_PC */
	const char *layout;   /* "fat32-mbr" */
	uint64_t length;      /* end of the used range */
	struct digest sha256; /* of [0, length), the manifest's area read as zeros */
	struct manifest_file *files;
	size_t file_count;
	void *document; /* owns the texts of a manifest that was read; NULL in one to be written */
};

/* Fills the whole area. Fails with FAIL_CATALOG when the text does not fit. */
bool manifest_write(const struct manifest *manifest, uint8_t area[MANIFEST_SIZE],
                    struct failure *why) MUST_CHECK;

/*
 * Reads an area of a stick or image; trusts nothing (it is fuzzed). FAIL_VERIFY
 * when there is none or it is damaged. manifest_done() frees it.
 */
bool manifest_read(const uint8_t area[MANIFEST_SIZE], struct manifest *out,
                   struct failure *why) MUST_CHECK;
void manifest_done(struct manifest *manifest);

bool manifest_is_of_rescue_pc(const struct manifest *manifest);

/*
 * Of the stick's file system. A rescue PC's is made of what is on the stick: of two in a PC, the
 * system finds by it the one that it was started from.
 */
uint32_t manifest_volume_id(const struct manifest *manifest);

/* Quick look: do the first bytes claim to be ours? For "our own manifest excepted". */
bool manifest_present(const uint8_t *area, size_t size);

#endif
