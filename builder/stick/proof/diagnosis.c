#include "stick/proof/diagnosis.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "stick/proof/compare.h"
#include "stick/proof/expected.h"
#include "stick/proof/verdict.h"

#include <stdlib.h>
#include <string.h>

/* One stick under examination. */
struct examination {
	const struct diagnosis_request *request;
	struct diagnosis *diagnosis;
	struct tree now;
	bool has_tree;
	struct failure flaw; /* of the files */
};

/* A stick that differs is what is looked for; only one that cannot be read ends the looking. */
static bool is_no_obstacle(const struct failure *why)
{
	return why->kind != FAIL_IO && why->kind != FAIL_INTERRUPTED;
}

static bool pass_on(const struct failure *from, struct failure *why)
{
	*why = *from;
	return false;
}

static void add(struct examination *examination, enum layer layer, uint64_t offset, uint64_t length,
                char *what)
{
	differences_add(&examination->diagnosis->differences,
	                (struct difference){ layer, offset, length, false, what });
}

static bool judge_files(struct examination *examination, struct failure *why)
{
	const struct diagnosis_request *request = examination->request;
	struct diagnosis *diagnosis = examination->diagnosis;

	diagnosis->intact = verify_files(request->target, &diagnosis->manifest, request->progress,
	                                 &examination->flaw);
	return diagnosis->intact || is_no_obstacle(&examination->flaw) ||
	       pass_on(&examination->flaw, why);
}

static void list_added(struct examination *examination)
{
	const struct tree *now = &examination->now;
	struct diagnosis *diagnosis = examination->diagnosis;

	diagnosis->added = mem_zalloc(now->count, sizeof(*diagnosis->added));
	for (size_t i = 0; i < now->count; i++) {
		const struct tree_node *node = &now->nodes[i];

		if (node->added)
			diagnosis->added[diagnosis->added_count++] =
			        mem_printf("%s%s", node->path, node->directory ? "/" : "");
	}
}

static bool grow_tree(struct examination *examination, struct failure *why)
{
	struct failure no_volume;

	examination->has_tree = tree_grow(&examination->now, examination->request->target,
	                                  &examination->diagnosis->manifest, &no_volume);
	if (examination->has_tree) {
		list_added(examination);
		return true;
	}
	return is_no_obstacle(&no_volume) || pass_on(&no_volume, why);
}

static const struct layout *layout_of(const struct examination *examination)
{
	const struct diagnosis_request *request = examination->request;

	for (size_t i = 0; i < request->layout_count; i++) {
		if (strcmp(request->layouts[i].name, examination->diagnosis->manifest.layout) == 0)
			return &request->layouts[i];
	}
	return NULL;
}

static const struct tree *tree_of(const struct examination *examination)
{
	return examination->has_tree ? &examination->now : NULL;
}

/* Where each file was put: one whose name or chain is lost may still be there. */
static bool compare_contents(struct examination *examination, const struct expected *expected,
                             bool *right, struct failure *why)
{
	*right = true;
	for (size_t i = 0; i < expected->tree.count; i++) {
		const struct tree_node *node = &expected->tree.nodes[i];
		const struct region *region;
		bool same;

		if (!node->promise)
			continue;
		if (!expected_content(expected, examination->request->target, i, &region, &same,
		                      why))
			return false;
		*right = *right && same;
		if (!same && region)
			add(examination, LAYER_FILE, region->start, node->size,
			    mem_printf("somewhere in the content of '%s'", node->path));
	}
	return true;
}

/* Against the stick as it was made; *known: whether that was possible. */
static bool compare_with_expected(struct examination *examination, bool *known, struct failure *why)
{
	const struct expected_request request = {
		.stick = examination->request->target,
		.manifest = &examination->diagnosis->manifest,
		.layout = layout_of(examination),
		.now = tree_of(examination),
		.progress = examination->request->progress,
	};
	struct expected expected = { .image = { .content_fd = -1 } };
	const struct comparison comparison = {
		.stick = request.stick,
		.now = request.now,
		.made = &expected.image.target,
		.map = &expected.map,
		.drawn = &expected.tree,
		.result = &examination->diagnosis->differences,
	};
	struct failure unknown;
	bool right = false;
	bool good;

	*known = false;
	if (!request.layout)
		return true;
	if (!expected_make(&expected, &request, &unknown)) {
		expected_done(&expected);
		return is_no_obstacle(&unknown) || pass_on(&unknown, why);
	}
	good = compare_contents(examination, &expected, &right, why);
	/* Right content, but not the manifest's SHA-256: it was made by other tools than ours. */
	*known = good && (expected.proven || !right);
	good = good && (!*known || compare_structures(&comparison, why));
	examination->diagnosis->complete = expected.proven;
	expected_done(&expected);
	return good;
}

/* What cannot be made again may be anywhere but in files that are known to be right. */
static bool admit_ignorance(struct examination *examination, const struct map *map,
                            struct failure *why)
{
	const struct diagnosis *diagnosis = examination->diagnosis;
	const struct region *file = diagnosis->intact ? map_find(map, LAYER_FILE) : NULL;
	struct failure differs;

	if (!diagnosis->differences.harmless ||
	    verify_range(examination->request->target, &diagnosis->manifest, NULL, &differs))
		return true;
	if (!is_no_obstacle(&differs))
		return pass_on(&differs, why);
	add(examination, LAYER_UNKNOWN, 0, file ? file->start : map->length,
	    mem_printf("somewhere%s; locating it needs the layout it was made with, mkfs.fat and "
	               "mtools",
	               file ? " outside the files" : ""));
	return true;
}

/* Whose chain is as long as it must be, and whose content is not what it must be. */
static bool judge_content(struct examination *examination, const struct map *map, size_t node,
                          struct failure *why)
{
	const struct tree_node *file = &examination->now.nodes[node];
	struct manifest_file alone;
	struct manifest manifest = { .files = &alone, .file_count = 1 };
	struct failure flaw;

	if (!file->promise)
		return true;
	alone = *file->promise;
	alone.only = NULL;
	if (verify_files(examination->request->target, &manifest, NULL, &flaw))
		return true;
	if (!is_no_obstacle(&flaw))
		return pass_on(&flaw, why);
	for (size_t i = 0; i < map->count && file->size == alone.size; i++) {
		const struct region *region = &map->regions[i];

		if (region->layer == LAYER_FILE && region->node == node) {
			add(examination, LAYER_FILE, region->start, region->size,
			    mem_printf("somewhere in the content of '%s' or in its clusters and "
			               "entries",
			               file->path));
			return true;
		}
	}
	return true;
}

static bool judge_contents(struct examination *examination, const struct map *map,
                           struct failure *why)
{
	for (size_t i = 0; i < examination->now.count; i++) {
		if (!judge_content(examination, map, i, why))
			return false;
	}
	return true;
}

static bool compare_with_itself(struct examination *examination, struct failure *why)
{
	const struct layout *layout = layout_of(examination);
	const struct tree *now = tree_of(examination);
	struct map map;
	const struct comparison comparison = {
		.stick = examination->request->target,
		.now = now,
		.map = &map,
		.drawn = now,
		.lost = !examination->diagnosis->intact,
		.result = &examination->diagnosis->differences,
	};
	bool good;

	map_draw(&map, now, layout ? layout->partition_start : 0,
	         examination->diagnosis->manifest.length);
	good = judge_contents(examination, &map, why) && compare_structures(&comparison, why) &&
	       admit_ignorance(examination, &map, why);
	map_done(&map);
	return good;
}

static bool examine(struct examination *examination, struct failure *why)
{
	const struct target *target = examination->request->target;
	uint64_t length = examination->diagnosis->manifest.length;
	bool known;

	if (!judge_files(examination, why) || !grow_tree(examination, why))
		return false;
	if (target->size < length) {
		add(examination, LAYER_END, target->size, length - target->size,
		    mem_strdup("these bytes are missing"));
		return true;
	}
	return compare_with_expected(examination, &known, why) &&
	       (known || compare_with_itself(examination, why));
}

/* Whether the last line of what ends at `size` is a SHA-256, and that of the text above it. */
static bool ends_with_digest(const uint8_t *area, size_t size, bool *right)
{
	char hex[DIGEST_HEX] = "";
	struct digest stated, digest;

	if (size < DIGEST_HEX || area[size - 1] != '\n')
		return false;
	size -= DIGEST_HEX;
	memcpy(hex, area + size, sizeof(hex) - 1);
	if (!digest_from_hex(hex, &stated))
		return false;
	digest = digest_of(DIGEST_SHA256, (struct bytes){ area, size });
	*right = digest_equal(&stated, &digest);
	return true;
}

/* Where the text ends that its own checksum proves; 0 when there is none. */
static size_t proven_text(const uint8_t *area, size_t end)
{
	for (size_t size = 0; size < end; size++) {
		bool right = false;

		if (area[size] == '\n' && ends_with_digest(area, size + 1, &right) && right)
			return size + 1;
	}
	return 0;
}

/* Where a manifest is damaged: in its text, or in the zeros after that. */
static void locate(struct examination *examination, const uint8_t *area)
{
	size_t end = MANIFEST_SIZE;
	bool right = false;
	size_t start;

	while (end && area[end - 1] == 0)
		end--;
	if (!manifest_present(area, MANIFEST_SIZE) && !ends_with_digest(area, end, &right))
		return;
	start = proven_text(area, end);
	if (start == end && start)
		return; /* as it was made */
	fail(&examination->diagnosis->verdict, FAIL_VERIFY,
	     "'%s' cannot be verified: its manifest is damaged; make the stick again",
	     examination->request->target->name);
	if (start == 0) {
		add(examination, LAYER_MANIFEST, MANIFEST_START, end,
		    mem_strdup("somewhere in the text or its checksum"));
		return;
	}
	while (area[start] == 0)
		start++;
	add(examination, LAYER_MANIFEST, MANIFEST_START + start, end - start,
	    mem_strdup("not zeros, although only zeros may follow the text"));
}

/* Nothing else can be judged without it. */
static bool examine_manifest(struct examination *examination, struct failure *why)
{
	struct target *target = examination->request->target;
	AUTO_FREE uint8_t *area = mem_pages(MANIFEST_SIZE);

	examination->diagnosis->verdict = *examination->request->found;
	if (target->size < MANIFEST_START + MANIFEST_SIZE)
		return true;
	if (!target_read(target, MANIFEST_START, area, MANIFEST_SIZE, why))
		return false;
	locate(examination, area);
	return true;
}

bool diagnose(struct diagnosis *out, const struct diagnosis_request *request, struct failure *why)
{
	struct examination examination = { .request = request, .diagnosis = out };
	struct failure no_manifest;
	bool good;

	*out = (struct diagnosis){ .differences = { .harmless = true } };
	if (verify_manifest(request->target, &out->manifest, &no_manifest)) {
		good = examine(&examination, why);
		if (good)
			verdict_find(out, request, &examination.flaw);
	} else {
		good = is_no_obstacle(&no_manifest) ? examine_manifest(&examination, why)
		                                    : pass_on(&no_manifest, why);
	}
	tree_done(&examination.now);
	return good;
}

void diagnosis_done(struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->added_count; i++)
		free(diagnosis->added[i]);
	free(diagnosis->added);
	differences_done(&diagnosis->differences);
	manifest_done(&diagnosis->manifest);
	*diagnosis = (struct diagnosis){ 0 };
}
