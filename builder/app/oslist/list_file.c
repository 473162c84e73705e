#include "app/oslist/list_file.h"

#include "app/oslist/os_list.h"
#include "base/files/file.h"
#include "base/files/newfile.h"
#include "base/mem.h"
#include "catalog/ability.h"
#include "guide/html.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DATE = 16 };

/* "https://.../NAME". A new reference. */
static json_t *address_of(const struct list_file *list, const char *name)
{
	const size_t length = strlen(list->base);
	AUTO_FREE char *address =
	        mem_printf("%s%s%s", list->base, list->base[length - 1] == '/' ? "" : "/", name);

	return json_string(address);
}

/* Today, or the day that builds which must be repeatable give. */
static void date_of(char date[DATE])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	const time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm day;

	strftime(date, DATE, "%Y-%m-%d", gmtime_r(&now, &day));
}

static json_t *entry_of(const struct list_file *list, const struct list_item *item,
                        const char *date)
{
	const struct recipe *recipe = item->recipe;
	const char *what = recipe_ability(recipe) == ABILITY_CARD ? "Card or disk" : "USB stick";
	AUTO_FREE char *name = mem_printf("%s%s%s%s", recipe->title, item->board ? " (" : "",
	                                  item->board ? item->board : "", item->board ? ")" : "");
	AUTO_FREE char *description = mem_printf(
	        "%s with OpenWrt's image. The router's label must say: %s", what, recipe->label);

	return json_pack("{s:s, s:s, s:o, s:o, s:O, s:O, s:O, s:O, s:s, s:[]}", "name", name,
	                 "description", description, "icon", address_of(list, OS_LIST_ICON), "url",
	                 address_of(list, item->image), "extract_size",
	                 json_object_get(item->result, "content_size"), "extract_sha256",
	                 json_object_get(item->result, "content_sha256"), "image_download_size",
	                 json_object_get(item->result, "file_size"), "image_download_sha256",
	                 json_object_get(item->result, "file_sha256"), "release_date", date,
	                 "devices");
}

/* The makers, each with its models. */
static json_t *list_of(const struct list_file *list)
{
	const struct vendor *vendor = NULL;
	json_t *makers = json_array();
	json_t *models = NULL;
	char date[DATE];

	date_of(date);
	for (size_t i = 0; i < list->count; i++) {
		const struct list_item *item = &list->items[i];

		if (!item->result)
			continue;
		if (item->vendor != vendor) {
			vendor = item->vendor;
			models = json_array();
			json_array_append_new(makers,
			                      json_pack("{s:s, s:s, s:o, s:o}", "name",
			                                vendor->title, "description",
			                                "Rescue sticks and cards for these routers",
			                                "icon", address_of(list, OS_LIST_ICON),
			                                "subitems", models));
		}
		json_array_append_new(models, entry_of(list, item, date));
	}
	return json_pack("{s:o}", "os_list", makers);
}

static bool put(const struct list_file *list, const char *name, const char *text,
                struct failure *why)
{
	AUTO_FREE char *path = file_in(list->folder, name);

	return newfile_put(path, list->replace, text, why);
}

static bool put_icon(const struct list_file *list, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/templates/os-list/" OS_LIST_ICON, list->data);
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = mem_text_begin(&text, &size);
	const bool good = html_fill(to, path, NULL, why);

	mem_text_end(to, &text);
	return good && put(list, OS_LIST_ICON, text, why);
}

bool list_file_write(const struct list_file *list, struct failure *why)
{
	json_t *document = list_of(list);
	AUTO_FREE char *text = json_dumps(document, JSON_INDENT(2));
	AUTO_FREE char *lines = text ? mem_printf("%s\n", text) : NULL;

	json_decref(document);
	return lines ? put_icon(list, why) && put(list, OS_LIST_FILE, lines, why)
	             : fail(why, FAIL_CATALOG, "a text of the catalogue is not valid UTF-8");
}
