#include "stick/proof/verify.h"

#include "base/fatread/fatread.h"
#include "base/files/file.h"
#include "base/medium/hashing.h"
#include "base/mem.h"

#include <inttypes.h>
#include <string.h>

/* Only who made it knows that a medium without a manifest was meant to have none. */
static const char not_of_raw[] =
        "; a disk image of the layout 'raw' does not contain one: write it "
        "again, which proves it, or compare it with the unpacked image, "
        "for example with 'cmp -n SIZE'";

bool verify_manifest(struct target *target, struct manifest *out, struct failure *why)
{
	AUTO_FREE uint8_t *area = mem_pages(MANIFEST_SIZE);

	*out = (struct manifest){ 0 };
	if (target->size < MANIFEST_START + MANIFEST_SIZE)
		return fail(why, FAIL_NO_MANIFEST,
		            "'%s' is too short to contain a manifest of this program%s",
		            target->name, not_of_raw);
	if (!target_read(target, MANIFEST_START, area, MANIFEST_SIZE, why))
		return false;
	if (!manifest_present(area, MANIFEST_SIZE))
		return fail(
		        why, FAIL_NO_MANIFEST,
		        "'%s' cannot be verified: it does not contain a manifest of this program%s",
		        target->name, not_of_raw);
	return manifest_read(area, out, why) ||
	       fail_while(why, "'%s' cannot be verified", target->name);
}

/* The manifest cannot cover itself: its area counts as zeros, and has a check of its own. */
static bool hash_range(struct target *target, uint64_t length, struct progress *progress,
                       struct digest *out, struct failure *why)
{
	const uint64_t after = MANIFEST_START + MANIFEST_SIZE;
	struct hashing hashing;
	bool good;

	hashing_begin(&hashing, target, "checking every byte", length, progress);
	good = hashing_add(&hashing, 0, MANIFEST_START, why);
	if (good) {
		hashing_add_zeros(&hashing, MANIFEST_SIZE);
		good = hashing_add(&hashing, after, length - after, why);
	}
	*out = hashing_end(&hashing);
	return good;
}

bool verify_range(struct target *target, const struct manifest *manifest, struct progress *progress,
                  struct failure *why)
{
	struct digest digest;

	if (target->size < manifest->length)
		return fail(why, FAIL_DIFFERS,
		            "'%s' is shorter than its manifest says: %" PRIu64 " of %" PRIu64
		            " bytes",
		            target->name, target->size, manifest->length);
	if (!hash_range(target, manifest->length, progress, &digest, why))
		return false;
	return digest_equal(&digest, &manifest->sha256) ||
	       fail(why, FAIL_DIFFERS,
	            "the first %" PRIu64 " bytes of '%s' differ from its manifest; they were "
	            "changed or the stick is failing; make the stick again",
	            manifest->length, target->name);
}

/* One file on its way through the checks; `name` is the last part of its path. */
struct check {
	struct fatread *fat;
	struct target *target;
	const struct manifest_file *file;
	const char *name;
	const struct plan_file *content; /* NULL: its digest alone is known */
};

static bool verify_entry(const struct check *check, const struct fat_entry *entry,
                         struct failure *why)
{
	/* Found without case: the name must be exactly the one that was promised. */
	if (strcmp(entry->name, check->name) != 0)
		return fail(why, FAIL_DIFFERS, "'%s' on '%s' does not have exactly this name",
		            check->file->path, check->target->name);
	if (entry->size != check->file->size)
		return fail(why, FAIL_DIFFERS,
		            "'%s' on '%s' has %" PRIu64 " bytes instead of %" PRIu64,
		            check->file->path, check->target->name, entry->size, check->file->size);
	return true;
}

static bool verify_content(const struct check *check, const struct fat_entry *entry,
                           struct progress *progress, struct failure *why)
{
	struct digest digest;
	bool equal;

	if (check->content) {
		const struct leased_file wanted = { check->content->fd, check->content->lease };

		if (!fatread_compare(check->fat, entry, &wanted, progress, &equal, why))
			return false;
	} else {
		if (!fatread_hash(check->fat, entry, progress, &digest, why))
			return false;
		equal = digest_equal(&digest, &check->file->sha256);
	}
	return equal || fail(why, FAIL_DIFFERS, "the content of '%s' on '%s' is wrong",
	                     check->file->path, check->target->name);
}

static bool verify_alone(const struct check *check, struct failure *why)
{
	const char *suffix = check->file->only;
	AUTO_FREE char *directory = mem_strdup(check->file->path);

	if (!suffix)
		return true;
	directory[check->name - check->file->path] = '\0';
	return fatread_only_candidate(check->fat, directory, check->name, suffix[0] ? suffix : NULL,
	                              why);
}

static bool verify_file(const struct check *check, struct progress *progress, struct failure *why)
{
	struct fat_entry entry;

	return fatread_find(check->fat, check->file->path, &entry, why) &&
	       verify_entry(check, &entry, why) && verify_content(check, &entry, progress, why) &&
	       verify_alone(check, why);
}

bool verify_files(struct target *target, const struct manifest *manifest, struct progress *progress,
                  struct failure *why)
{
	return verify_files_by(target, manifest, NULL, progress, why);
}

bool verify_files_by(struct target *target, const struct manifest *manifest,
                     const struct plan_file *contents, struct progress *progress,
                     struct failure *why)
{
	struct fatread *fat = NULL;
	bool good = fatread_open(&fat, target, why);

	for (size_t i = 0; good && i < manifest->file_count; i++) {
		const struct manifest_file *file = &manifest->files[i];
		const struct check check = { fat, target, file, file_name_in(file->path),
			                     contents ? &contents[i] : NULL };

		good = verify_file(&check, progress, why);
	}
	fatread_close(fat);
	return good;
}

bool verify_stick(struct target *target, struct manifest *out, struct progress *progress,
                  struct failure *why)
{
	if (!verify_manifest(target, out, why))
		return false;
	if (verify_range(target, out, progress, why) && verify_files(target, out, progress, why))
		return true;
	manifest_done(out);
	return false;
}
