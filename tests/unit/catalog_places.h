/* catalog_places - a catalogue that is loaded with one folder of a user's own. */
#ifndef CATALOG_PLACES_H
#define CATALOG_PLACES_H

#include "catalog/catalog.h"

#include <string.h>

#include "vendor_folder.h"

#define MODEL(name) \
	"{\"model\": \"" name "\", \"title\": \"Mine\", \"label\": \"L\", " \
	"\"method\": \"tftp-serve\", \"instead\": \"TFTP\", \"confidence\": \"thin\", " \
	"\"confidence_basis\": \"me\", \"sources\": [{\"ref\": \"r\", \"kind\": \"measured\"}]}"
#define VENDOR(models) \
	"{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": [" models "]}"

static inline bool load_place(struct catalog_place place, const char *vendor, struct catalog *out,
                              struct failure *why)
{
	const struct catalog_request request = {
		.data = PROJECT_ROOT,
		.places = &place,
		.place_count = place.folder ? 1 : 0,
		.vendor = vendor,
	};

	return catalog_load(out, &request, why);
}

static inline bool load_with(const char *folder, struct catalog *out, struct failure *why)
{
	return load_place((struct catalog_place){ folder, FOLDER_ANYBODY, false }, NULL, out, why);
}

/* The rest of the catalogue is there, and the warning says the words. */
static inline void assert_left_out(const char *folder, const char *vendor, const char *words)
{
	const struct failure *left_out;
	struct catalog catalog;
	struct failure why;

	assert_true(load_with(folder, &catalog, &why));
	assert_non_null(catalog_vendor(&catalog, "xiaomi"));
	assert_int_equal(catalog.warning_count, 1);
	if (!strstr(catalog.warnings[0], words))
		print_message("%s\n", catalog.warnings[0]);
	assert_non_null(strstr(catalog.warnings[0], words));
	assert_non_null(strstr(catalog.warnings[0], folder));
	assert_non_null(strstr(catalog.warnings[0], "check-catalog"));
	left_out = catalog_why_left_out(&catalog, vendor);
	assert_non_null(left_out);
	assert_int_equal(left_out->kind, FAIL_CATALOG);
	assert_null(catalog_why_left_out(&catalog, "xiaomi"));
	catalog_done(&catalog);
}

#endif
