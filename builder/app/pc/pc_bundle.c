#include "app/pc/pc_bundle.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "firmware/examine/findings.h"
#include "firmware/firmware.h"
#include "firmware/sandbox/unpack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Without these no PC starts from the stick. */
static const char *const needed[] = {
	"/EFI/BOOT/BOOTX64.EFI", "/EFI/BOOT/grubx64.efi",    "/EFI/debian/grub.cfg",
	"/RESCUE-PC/ID.TXT",     "/RESCUE-PC/VMLINUZ",       "/RESCUE-PC/INITRD",
	"/README.TXT",           "/RESCUE-PC/BIOS/BOOT.IMG", "/RESCUE-PC/BIOS/CORE.IMG",
};

static bool hash(int fd, uint64_t size, struct digest *out, struct failure *why)
{
	return file_digest(fd, size, DIGEST_SHA256, out) ||
	       fail_errno(why, FAIL_IO, "cannot read a file of the rescue PC");
}

/* The descriptor is taken in any case. */
static bool take(struct pc_bundle *bundle, char *path, int fd, uint64_t size, const char *proof,
                 struct failure *why)
{
	const size_t before_name = (size_t)(file_name_in(path) - path);
	struct plan_file *file = &bundle->files[bundle->count];
	struct manifest_file *listed = &bundle->listed[bundle->count];

	bundle->count++;
	*file = (struct plan_file){
		.name = file_name_in(path),
		.directory = mem_printf("%.*s", (int)(before_name > 1 ? before_name - 1 : 1), path),
		.size = size,
		.fd = fd,
	};
	*listed = (struct manifest_file){
		.path = path,
		.size = size,
		.origin = origin_name(ORIGIN_UNKNOWN),
		.vouched = proof,
	};
	return hash(fd, size, &listed->sha256, why);
}

struct visitor {
	struct pc_bundle *bundle;
	struct failure *why;
	bool failed;
};

static bool keep_member(struct member *member, void *context)
{
	struct visitor *visitor = context;
	struct pc_bundle *bundle = visitor->bundle;
	int fd = -1;

	if (bundle->count == PC_BUNDLE_FILES)
		visitor->failed = !fail(visitor->why, FAIL_FIRMWARE,
		                        "it has more than %d files, so that it is not a bundle of "
		                        "the rescue PC",
		                        PC_BUNDLE_FILES);
	else if ((fd = fcntl(member->file.fd, F_DUPFD_CLOEXEC, 0)) < 0)
		visitor->failed = !fail_errno(visitor->why, FAIL_IO,
		                              "cannot keep a file of the rescue PC open");
	else
		visitor->failed = !take(bundle, mem_printf("/%s", member->path), fd, member->size,
		                        bundle->proof, visitor->why);
	return !visitor->failed;
}

static bool has(const struct pc_bundle *bundle, const char *path)
{
	for (size_t i = 0; i < bundle->count; i++) {
		if (strcasecmp(bundle->listed[i].path, path) == 0)
			return true;
	}
	return false;
}

static bool is_complete(const struct pc_bundle *bundle, const char *path, struct failure *why)
{
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		if (!has(bundle, needed[i]))
			return fail(why, FAIL_FIRMWARE,
			            "'%s' is not a bundle of the rescue PC: it lacks '%s'; take "
			            "rescue-pc.zip",
			            path, needed[i] + 1);
	}
	return true;
}

static bool walk(struct pc_bundle *bundle, const struct firmware_content *archive,
                 struct failure *why)
{
	struct visitor visitor = { bundle, why, false };
	const struct members_visit visit = {
		.fd = archive->fd,
		.size = archive->size,
		.path = archive->path,
		.name = archive->name,
		.visit = keep_member,
		.context = &visitor,
	};
	char detail[MEMBER_DETAIL] = "";
	enum members_state state;

	if (!sandbox_walk_members(&visit, &state, detail, why) || visitor.failed)
		return false;
	return state == MEMBERS_ALL ||
	       fail(why, FAIL_FIRMWARE, "cannot unpack '%s': %s", archive->path,
	            detail[0] ? detail : "it is cut off; download it again");
}

static bool is_archive(const struct firmware_content *archive, struct failure *why)
{
	uint8_t start[4];

	if (archive->size >= sizeof(start) && file_read_at(archive->fd, 0, start, sizeof(start)) &&
	    memcmp(start, "PK\3\4", sizeof(start)) == 0)
		return true;
	return fail(why, FAIL_FIRMWARE, "'%s' is not a ZIP archive; take rescue-pc.zip",
	            archive->path);
}

bool pc_bundle_open(struct pc_bundle *out, const char *path, struct failure *why)
{
	struct firmware_content archive;
	struct digest digest;
	char hex[DIGEST_HEX];
	bool good;

	*out = (struct pc_bundle){ 0 };
	if (!firmware_take(&archive, path, NULL, why))
		return false;
	good = hash(archive.fd, archive.size, &digest, why);
	digest_to_hex(&digest, hex);
	out->proof = mem_printf("the bundle with the SHA-256 %s", hex);
	good = good && is_archive(&archive, why) && walk(out, &archive, why) &&
	       is_complete(out, path, why);
	close(archive.fd);
	return good;
}

bool pc_bundle_add(struct pc_bundle *bundle, const char *name, int fd, uint64_t size,
                   struct failure *why)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy < 0)
		return fail_errno(why, FAIL_IO, "cannot keep '%s' open", name);
	return take(bundle, mem_printf("/%s", name), copy, size,
	            "nothing: the rescue PC examines it for its router", why);
}

void pc_bundle_done(struct pc_bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++) {
		mem_auto_close(&bundle->files[i].fd);
		free((void *)(uintptr_t)bundle->files[i].directory);
		free((void *)(uintptr_t)bundle->listed[i].path);
	}
	free(bundle->proof);
	*bundle = (struct pc_bundle){ 0 };
}
