#include "catalog/left_out.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "catalog/vendorfile/vendorfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void catalog_warn(struct catalog *catalog, const char *fmt, ...)
{
	char text[sizeof(((struct failure *)0)->text) + 512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	catalog->warnings =
	        mem_grow(catalog->warnings, catalog->warning_count, sizeof(*catalog->warnings));
	catalog->warnings[catalog->warning_count++] = mem_strdup(text);
}

static void ignore(struct json_problems *problems, const char *pointer, const char *text)
{
	(void)problems;
	(void)pointer;
	(void)text;
}

/* As it says itself, else by its name. To be freed. */
static char *vendor_of_file(const char *path, uid_t owner)
{
	struct json_problems problems = { ignore, 0 };
	const char *name = file_name_in(path);
	struct vendor_file file;
	struct failure unread;
	char *vendor;

	if (!vendorfile_examine(&file, path, owner, &problems, &unread))
		return mem_printf("%.*s", (int)strcspn(name, "."), name);
	vendor = file.vendor ? mem_strdup(file.vendor)
	                     : mem_printf("%.*s", (int)strcspn(name, "."), name);
	vendorfile_done(&file);
	return vendor;
}

void left_out_vendor(struct catalog *catalog, const char *path, uid_t owner,
                     const struct failure *why)
{
	const int folder = (int)(file_name_in(path) - path);

	catalog->left_out =
	        mem_grow(catalog->left_out, catalog->left_out_count, sizeof(*catalog->left_out));
	catalog->left_out[catalog->left_out_count++] =
	        (struct catalog_left_out){ vendor_of_file(path, owner), *why };
	catalog_warn(catalog,
	             "%s; this file is left out; correct it: 'mkrescue-usb check-catalog %.*s' "
	             "lists every mistake",
	             why->text, folder, path);
}

void left_out_keys(struct catalog *catalog, const struct failure *why)
{
	catalog_warn(catalog, "%s; this key file is left out; correct or remove it", why->text);
}

void left_out_folder(struct catalog *catalog, const struct failure *why)
{
	catalog_warn(catalog,
	             "%s; your own recipes are left out; make the folder readable, or set "
	             "XDG_CONFIG_HOME to another one",
	             why->text);
}

const struct failure *catalog_why_left_out(const struct catalog *catalog, const char *vendor)
{
	for (size_t i = 0; i < catalog->left_out_count; i++) {
		if (strcasecmp(catalog->left_out[i].vendor, vendor) == 0)
			return &catalog->left_out[i].why;
	}
	return NULL;
}

void left_out_done(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->left_out_count; i++)
		free(catalog->left_out[i].vendor);
	free(catalog->left_out);
	for (size_t i = 0; i < catalog->warning_count; i++)
		free(catalog->warnings[i]);
	free(catalog->warnings);
}
