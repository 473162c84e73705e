#include "stick/proof/expected.h"

#include "base/bytes.h"
#include "base/fatread/fatread.h"
#include "base/files/file.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "base/units.h"
#include "stick/image/boot_code.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/hints.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_MAX = 128 }; /* files, and directories above each of them */

/* What the files of a plan borrow from: their directories, and zeros as their content. */
struct sources {
	struct plan_file *files;
	char **directories;
	size_t count;
};

static void sources_done(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		mem_auto_close(&sources->files[i].fd);
		free(sources->directories[i]);
	}
	free(sources->directories);
	free(sources->files);
}

static bool add_source(struct sources *sources, const struct manifest_file *file,
                       struct failure *why)
{
	const char *name = file_name_in(file->path);
	size_t length = (size_t)(name - file->path);
	size_t index = sources->count++;

	/* "/" and "/boot", never "/boot/" */
	sources->directories[index] =
	        mem_printf("%.*s", (int)(length > 1 ? length - 1 : length), file->path);
	sources->files[index] = (struct plan_file){
		.name = name,
		.directory = sources->directories[index],
		.size = file->size,
		.fd = mem_file(file->size),
	};
	if (sources->files[index].fd >= 0 &&
	    ftruncate(sources->files[index].fd, (off_t)file->size) == 0)
		return true;
	return fail_errno(why, FAIL_TOOL, "cannot allocate space for the image");
}

/* Unlike other content, this is also in front of the partition. What is not as promised stays zero.
 */
static void read_boot_code(const struct sources *sources, const struct manifest *manifest,
                           struct target *stick)
{
	struct fatread *fat = NULL;
	struct fat_entry entry;
	struct digest digest;
	struct failure no_matter; /* the difference is found where the file is */

	if (!manifest_is_of_rescue_pc(manifest) || !fatread_open(&fat, stick, &no_matter))
		return;
	for (size_t i = 0; i < sources->count; i++) {
		const struct manifest_file *file = &manifest->files[i];
		AUTO_FREE uint8_t *content = NULL;

		if (!boot_code_is(file->path) || file->size > MIB ||
		    !fatread_find(fat, file->path, &entry, &no_matter) || entry.size != file->size)
			continue;
		content = mem_zalloc(1, (size_t)file->size + 1);
		if (!fatread_read(fat, &entry, content, (size_t)file->size, &no_matter))
			continue;
		digest = digest_of(DIGEST_SHA256, (struct bytes){ content, (size_t)file->size });
		if (!digest_equal(&digest, &file->sha256) ||
		    !file_write_at(sources->files[i].fd, 0, content, (size_t)file->size))
			continue;
	}
	fatread_close(fat);
}

static bool sources_make(struct sources *out, const struct manifest *manifest, struct failure *why)
{
	*out = (struct sources){
		.files = mem_zalloc(manifest->file_count, sizeof(*out->files)),
		.directories = mem_zalloc(manifest->file_count, sizeof(char *)),
	};
	for (size_t i = 0; i < manifest->file_count; i++) {
		if (!add_source(out, &manifest->files[i], why))
			return false;
	}
	return true;
}

/* All regions of one node's content, one after the other. */
static bool hash_content(const struct expected *expected, struct target *stick, size_t node,
                         const struct region **first, struct digest *out, struct failure *why)
{
	struct hashing hashing;
	bool good = true;

	*first = NULL;
	hashing_begin(&hashing, stick, NULL, expected->tree.nodes[node].size, NULL);
	for (size_t i = 0; good && i < expected->map.count; i++) {
		const struct region *region = &expected->map.regions[i];

		if (region->layer != LAYER_FILE || region->node != node)
			continue;
		*first = *first ? *first : region;
		good = hashing_add(&hashing, region->start, region->size, why);
	}
	*out = hashing_end(&hashing);
	return good;
}

bool expected_content(const struct expected *expected, struct target *stick, size_t node,
                      const struct region **out, bool *right, struct failure *why)
{
	const struct manifest_file *promise = expected->tree.nodes[node].promise;
	struct digest digest;

	if (!hash_content(expected, stick, node, out, &digest, why))
		return false;
	*right = digest_equal(&digest, &promise->sha256);
	return true;
}

/* The structures as they are expected around the content as the stick has it. */
static bool prove(struct expected *expected, const struct expected_request *request,
                  struct failure *why)
{
	struct hashing hashing;
	struct digest digest;
	bool good = true;

	hashing_begin(&hashing, request->stick, "locating differences", expected->map.length,
	              request->progress);
	for (size_t i = 0; good && i < expected->map.count; i++) {
		const struct region *region = &expected->map.regions[i];

		/* The image's manifest is not written yet: zeros, as which it counts. */
		hashing.target =
		        region->layer == LAYER_FILE ? request->stick : &expected->image.target;
		good = hashing_add(&hashing, region->start, region->size, why);
	}
	digest = hashing_end(&hashing);
	expected->proven = good && digest_equal(&digest, &request->manifest->sha256);
	return good;
}

/* Lack of space for an image says nothing about the stick: only its own errors are FAIL_IO. */
static bool not_of_the_stick(struct failure *why)
{
	if (why->kind == FAIL_IO)
		why->kind = FAIL_TOOL;
	return false;
}

static bool make_one(struct expected *out, const struct expected_request *request,
                     const struct plan *plan, struct failure *why)
{
	struct image_start none = { .fd = -1 };

	*out = (struct expected){ .image = { .content_fd = -1 } };
	if (!image_build(&out->image, plan, &none, why))
		return not_of_the_stick(why);
	if (out->image.used != request->manifest->length)
		return fail(why, FAIL_VERIFY, "the stick has a different layout");
	if (!tree_grow(&out->tree, &out->image.target, request->manifest, why))
		return false;
	map_draw(&out->map, &out->tree, 0, out->image.used);
	return prove(out, request, why);
}

static bool plan_again(struct plan *out, const struct expected_request *request,
                       const struct sources *sources, const struct hint *hint, struct failure *why)
{
	const struct plan_request plan_request = {
		.layout = request->layout,
		.label = hint->label,
		.files = sources->files,
		.file_count = sources->count,
		.medium_size = hint->medium_size,
		.cluster_max = hint->cluster_max,
		.volume_id = manifest_volume_id(request->manifest),
	};

	return plan_make(out, &plan_request, why);
}

/* What a guess may come to nothing by; anything else ends the guessing. */
static bool is_wrong_guess(const struct failure *why)
{
	return why->kind != FAIL_IO && why->kind != FAIL_INTERRUPTED && why->kind != FAIL_TOOL;
}

/* The first that is proven; else the first that is as long as it must be. */
static bool try_hints(struct expected *out, const struct expected_request *request,
                      const struct sources *sources, const struct hints *hints, struct failure *why)
{
	struct plan plan, fitting;
	bool fits = false;

	for (size_t i = 0; i < hints->count; i++) {
		bool made = plan_again(&plan, request, sources, &hints->items[i], why) &&
		            make_one(out, request, &plan, why);

		if (made ? out->proven : !is_wrong_guess(why))
			return made;
		if (made && !fits)
			fitting = plan;
		fits = fits || made;
		expected_done(out);
	}
	return fits ? make_one(out, request, &fitting, why)
	            : fail_while(why, "the stick cannot be made again");
}

/* An untrusted manifest must not keep this computer busy: no recipe comes near the limits. */
static bool is_reasonable(const struct expected_request *request)
{
	const struct manifest *manifest = request->manifest;
	uint64_t size = 0;
	size_t names = 0;

	for (size_t i = 0; i < manifest->file_count; i++) {
		size += manifest->files[i].size; /* each is at most the length, and 64 of them */
		for (const char *at = manifest->files[i].path; *at; at++)
			names += *at == '/';
	}
	return request->layout->kind != LAYOUT_RAW && manifest->length <= IMAGEFILE_SIZE_MAX &&
	       size <= manifest->length && names <= NAMES_MAX;
}

bool expected_make(struct expected *out, const struct expected_request *request,
                   struct failure *why)
{
	struct sources sources = { 0 };
	struct hints hints;
	bool good;

	*out = (struct expected){ .image = { .content_fd = -1 } };
	if (!is_reasonable(request))
		return fail(why, FAIL_VERIFY,
		            "the manifest exceeds the limits for making a stick again");
	good = sources_make(&sources, request->manifest, why);
	if (good)
		read_boot_code(&sources, request->manifest, request->stick);
	good = good && hints_gather(&hints, request->stick, request->layout, request->now, why) &&
	       try_hints(out, request, &sources, &hints, why);
	sources_done(&sources);
	return good;
}

void expected_done(struct expected *expected)
{
	map_done(&expected->map);
	tree_done(&expected->tree);
	if (expected->image.head)
		image_done(&expected->image);
	*expected = (struct expected){ .image = { .content_fd = -1 } };
}
