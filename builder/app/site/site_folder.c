#include "app/site/site_folder.h"

#include "app/folder/new_folder.h"
#include "app/folder/previous.h"
#include "app/sources/url_source.h"
#include "base/digest.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "guide/site/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MODE = 0644 };

/* A site on its way. */
struct making {
	const struct site_request *request;
	struct card_site site;
	struct new_folder folder;
	FILE *sums; /* a text */
	size_t pages;
};

/* What is written next: its text, by whichever function knows it. */
struct piece {
	struct making *making;
	const char *name;
	char *text;
	size_t size;
	FILE *to;
};

static FILE *piece_begin(struct piece *out, struct making *making, const char *name)
{
	*out = (struct piece){ .making = making, .name = name };
	out->to = mem_text_begin(&out->text, &out->size);
	return out->to;
}

static bool put_file(const struct making *making, const char *name, const char *text, size_t size,
                     struct failure *why)
{
	AUTO_CLOSE int fd = new_folder_create(&making->folder, name, why);

	return fd >= 0 && ((file_write(fd, text, size) && fchmod(fd, FILE_MODE) == 0) ||
	                   fail_errno(why, FAIL_IO, "writing '%s'", name));
}

/* Ends the text; and puts it into the folder where it is good. */
static bool piece_end(struct piece *piece, bool good, struct failure *why)
{
	const struct making *making = piece->making;
	struct digest sha256;
	char hex[DIGEST_HEX];

	mem_text_end(piece->to, &piece->text);
	good = good && interrupt_check(why) &&
	       put_file(making, piece->name, piece->text, piece->size, why);
	if (good) {
		sha256 = digest_of(DIGEST_SHA256,
		                   (struct bytes){ (const uint8_t *)piece->text, piece->size });
		digest_to_hex(&sha256, hex);
		fprintf(making->sums, "%s  %s\n", hex, piece->name);
	}
	free(piece->text);
	return good;
}

static bool put_page(struct making *making, const struct vendor *vendor,
                     const struct recipe *recipe, struct failure *why)
{
	AUTO_FREE char *name = site_page_name(recipe);
	struct piece piece;
	FILE *to = piece_begin(&piece, making, name);

	making->pages++;
	return piece_end(&piece, site_page(&making->site, vendor, recipe, to, why), why);
}

static bool put_pages(struct making *making, struct failure *why)
{
	const struct catalog *catalog = making->site.catalog;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++) {
			if (!put_page(making, vendor, &vendor->recipes[j], why))
				return false;
		}
	}
	return true;
}

static bool put_shared(struct making *making, struct failure *why)
{
	for (size_t i = 0; site_shared[i]; i++) {
		struct piece piece;
		FILE *to = piece_begin(&piece, making, site_shared[i]);

		if (!piece_end(&piece, site_shared_put(&making->site, i, to, why), why))
			return false;
	}
	return true;
}

static bool put_lists(struct making *making, struct failure *why)
{
	struct piece piece;
	FILE *to = piece_begin(&piece, making, SITE_INDEX);

	if (!piece_end(&piece, site_index(&making->site, to, why), why))
		return false;
	to = piece_begin(&piece, making, SITE_WHOLE);
	return piece_end(&piece, site_whole(&making->site, to, why), why);
}

static bool put_map(struct making *making, struct failure *why)
{
	const char *base = making->request->base;
	AUTO_FREE char *folder = NULL;
	struct piece piece;

	if (!base)
		return true;
	folder = mem_printf("%s%s", base, base[strlen(base) - 1] == '/' ? "" : "/");
	site_map(&making->site, folder, piece_begin(&piece, making, SITE_MAP));
	return piece_end(&piece, true, why);
}

static bool put_all(struct making *making, struct failure *why)
{
	AUTO_FREE char *sums = NULL;
	size_t size = 0;
	bool good;

	making->sums = mem_text_begin(&sums, &size);
	good = put_pages(making, why) && put_shared(making, why) && put_lists(making, why) &&
	       put_map(making, why);
	mem_text_end(making->sums, &sums);
	return good && put_file(making, FOLDER_SUMS, sums, size, why) &&
	       new_folder_sync(&making->folder, why);
}

static bool check(const struct site_request *request, struct failure *why)
{
	return !request->base || url_source_is(request->base) ||
	       fail(why, FAIL_USAGE, "'%s' is not an address; use https://...", request->base);
}

bool site_folder_make(const struct site_request *request, size_t *count, struct failure *why)
{
	struct making making = {
		.request = request,
		.site = { &request->knowledge->catalog, request->knowledge->data },
	};
	bool good = check(request, why) &&
	            new_folder_check(&making.folder, request->folder, request->force, why) &&
	            new_folder_begin(&making.folder, why) && put_all(&making, why) &&
	            new_folder_publish(&making.folder, request->force, why);

	new_folder_done(&making.folder);
	*count = making.pages;
	return good || interrupt_nothing_changed(why);
}
