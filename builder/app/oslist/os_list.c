#include "app/oslist/os_list.h"

#include "app/cache/permitted.h"
#include "app/fleet/fleet.h"
#include "app/oslist/list_file.h"
#include "app/sources/openwrt_source.h"
#include "app/sources/url_source.h"
#include "base/mem.h"
#include "catalog/ability.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A list on its way. */
struct making {
	const struct request *request;
	struct knowledge knowledge;
	const char *base;
	struct ui *ui;
	struct list_item *items; /* in the order of the fleet's images */
	size_t count;
	json_t *images;
};

/* Whether each file that the stick must have is an image of OpenWrt's. */
static bool is_free(const struct recipe *recipe)
{
	size_t images = 0;

	if (!recipe_is_built(recipe) || !recipe->board_count)
		return false;
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].image_type_count && !recipe->files[i].optional)
			return false;
		images += recipe->files[i].image_type_count > 0;
	}
	return images > 0;
}

/* "VENDOR-MODEL.img.xz", or "VENDOR-MODEL-BOARD.img.xz" where a recipe is for several. */
static char *image_of(const struct recipe *recipe, const char *board)
{
	char *name = mem_printf("%s-%s%s%s.img.xz", recipe->vendor, recipe->model, board ? "-" : "",
	                        board ? board : "");

	for (char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			*c = '-';
	}
	return name;
}

static const char *version_of(const struct request *request)
{
	return request->firmware.files.count ? request->firmware.files.items[0] : "openwrt:latest";
}

static void add_item(struct making *making, const struct vendor *vendor,
                     const struct recipe *recipe, const char *board)
{
	char *image = image_of(recipe, board);
	AUTO_FREE char *firmware = mem_printf("%s%s%s", version_of(making->request),
	                                      board ? ":" : "", board ? board : "");

	making->items = mem_grow(making->items, making->count, sizeof(*making->items));
	making->items[making->count++] = (struct list_item){
		.vendor = vendor, .recipe = recipe, .board = board, .image = image
	};
	json_array_append_new(making->images,
	                      json_pack("{s:s, s:s, s:s, s:[s]}", "vendor", recipe->vendor, "model",
	                                recipe->model, "image", image, "firmware", firmware));
}

static void add_items(struct making *making, const struct vendor *vendor)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (!is_free(recipe))
			continue;
		if (recipe->board_count == 1)
			add_item(making, vendor, recipe, NULL);
		for (size_t j = 0; recipe->board_count > 1 && j < recipe->board_count; j++)
			add_item(making, vendor, recipe, recipe->boards[j]);
	}
}

static bool find_items(struct making *making, struct failure *why)
{
	const struct catalog *catalog = &making->knowledge.catalog;
	const char *name = making->request->router.vendor;
	const struct vendor *only = NULL;

	if (name && !knowledge_vendor(&making->knowledge, name, &only, why))
		return false;
	making->images = json_array();
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		if (!only || only == &catalog->vendors[i])
			add_items(making, &catalog->vendors[i]);
	}
	return making->count ||
	       fail(why, FAIL_USAGE, "OpenWrt has no images for sticks or cards of '%s'", name);
}

/* No file on it is from elsewhere. */
static bool may_be_passed_on(const struct making *making, const json_t *result)
{
	const json_t *files = json_object_get(result, "files");
	const char *mirror = openwrt_source_mirror(&making->request->firmware);

	for (size_t i = 0; i < json_array_size(files); i++) {
		const char *address =
		        json_string_value(json_object_get(json_array_get(files, i), "address"));

		if (!address || !permitted_address(&making->knowledge.catalog, mirror, address))
			return false;
	}
	return json_array_size(files) > 0;
}

static bool write_list(void *making_pointer, const struct fleet_outcome *outcomes, size_t count,
                       struct failure *why)
{
	struct making *making = making_pointer;
	const struct list_file list = {
		.folder = making->request->target.output_dir,
		.data = making->knowledge.data,
		.base = making->base,
		.replace = making->request->target.replace,
		.items = making->items,
		.count = count,
	};

	for (size_t i = 0; i < count; i++) {
		if (outcomes[i].is_good && may_be_passed_on(making, outcomes[i].result))
			making->items[i].result = outcomes[i].result;
	}
	if (!list_file_write(&list, why))
		return false;
	ui_note(making->ui, "The list: %s/" OS_LIST_FILE, list.folder);
	return true;
}

static bool check(const struct request *request, const char *base, struct failure *why)
{
	if (!base)
		return fail(why, FAIL_INCOMPLETE,
		            "missing: --base-url URL, the address at which the folder will be");
	if (!url_source_is(base))
		return fail(why, FAIL_BAD_VALUE, "'%s' is not an address; use https://...", base);
	if (!request->target.output_dir)
		return fail(why, FAIL_INCOMPLETE, "missing: --output-dir DIR for the images");
	return request->firmware.files.count == 0 ||
	       (request->firmware.files.count == 1 && openwrt_source_is(version_of(request))) ||
	       fail(why, FAIL_USAGE,
	            "only OpenWrt's images may be passed on: use --firmware openwrt:VERSION");
}

/* Without a server each of the images would wait for it. */
static bool has_server(const struct making *making, struct failure *why)
{
	const bool wants_latest = strcmp(version_of(making->request), "openwrt:latest") == 0;
	struct supply supply = supply_for(making->request, &making->knowledge, making->ui);
	bool good =
	        making->request->firmware.offline || openwrt_source_answers(&supply, why) ||
	        (!wants_latest && why->kind != FAIL_INTERRUPTED && why->reason != FAIL_NO_SERVER);

	supply_done(&supply);
	return good;
}

static json_t *document_of(struct making *making)
{
	json_t *images = making->images;

	making->images = NULL;
	return json_pack("{s:i, s:o}", "version", 1, "images", images);
}

bool os_list_make(const struct request *request, const char *base, struct ui *ui,
                  struct failure *why)
{
	struct making making = { .request = request, .base = base, .ui = ui };
	const struct fleet_use use = { write_list, &making };
	bool good;

	if (!check(request, base, why))
		return false;
	good = knowledge_load(&making.knowledge, request, why) && find_items(&making, why) &&
	       has_server(&making, why) &&
	       fleet_build_list(document_of(&making), request, &use, ui, why);
	for (size_t i = 0; i < making.count; i++)
		free(making.items[i].image);
	free(making.items);
	json_decref(making.images);
	knowledge_done(&making.knowledge);
	return good;
}
