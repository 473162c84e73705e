#include "app/dialogue/firmware_offers.h"

#include "app/dialogue/fitting_files.h"
#include "app/knowledge/home.h"
#include "app/sources/makers/maker_source.h"
#include "app/sources/openwrt_source.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/letters.h"
#include "base/text/text.h"
#include "base/text/url.h"

#include <stdlib.h>
#include <string.h>

static char *keep(struct firmware_offers *offers, char *text)
{
	offers->texts[offers->text_count++] = text;
	return text;
}

/* Both texts are owned. */
static void offer(struct firmware_offers *offers, char *name, char *text)
{
	keep(offers, name);
	keep(offers, text);
	offers->choices[offers->count++] = (struct ui_choice){ name, text };
}

static bool is_page(const struct known_download *download)
{
	return download->url[strlen(download->url) - 1] == '/' || !url_scheme(download->url);
}

static bool is_developer(const struct known_download *download)
{
	return download->channel && strcmp(download->channel, "developer") == 0;
}

/* The one that is tried first: a build whose content is known. */
static const struct known_download *best_of(const struct recipe *recipe)
{
	const struct known_download *best = NULL;

	for (size_t i = 0; i < recipe->download_count; i++) {
		const struct known_download *download = &recipe->downloads[i];

		if (is_page(download) || is_developer(download))
			continue;
		if (!best || (download->sha256 && !best->sha256))
			best = download;
	}
	return best;
}

/* Without ".tar.bz2": what begins with a letter behind a dot is no part of a version. */
static size_t stem_of(const char *name)
{
	size_t length = strlen(name);

	for (size_t at = length; at-- > 0;) {
		if (name[at] == '.' && is_digit(name[at + 1]))
			break;
		if (name[at] == '.')
			length = at;
	}
	return length;
}

/* From a digit on: "4.40(AFK.0)C0"; 0: there is no number behind its first dot. */
static size_t version_at(const char *text, size_t size)
{
	static const char parts[] = "0123456789.()ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t number = strspn(text, "0123456789");
	const size_t length = strspn(text, parts);

	if (number + 1 >= size || text[number] != '.' || !is_digit(text[number + 1]))
		return 0;
	return length < size ? length : size;
}

char *firmware_version(const char *name)
{
	const char *file = file_name_in(name);
	const size_t size = stem_of(file);

	for (size_t at = 0; at < size; at++) {
		const bool begins = is_digit(file[at]) && (at == 0 || !is_digit(file[at - 1]));
		const size_t length = begins ? version_at(file + at, size - at) : 0;

		if (length)
			return mem_printf("%.*s", (int)length, file + at);
	}
	return NULL;
}

/* "miwifi_r3g_2.25.124.bin, version 2.25.124, 12.3 MB, from the maker, its SHA-256 is known";
 * owned. */
static char *text_of(const struct known_download *download)
{
	AUTO_FREE char *version = firmware_version(download->url);
	char size[TEXT_SIZE];
	struct joined text = { 0 };

	joined_add(&text, ", ", "%s", file_name_in(download->url));
	if (version)
		joined_add(&text, ", ", "version %s", version);
	text_size(size, download->size);
	if (download->size)
		joined_add(&text, ", ", "%s", size);
	joined_add(&text, ", ", "from the maker");
	if (download->sha256)
		joined_add(&text, ", ", "its SHA-256 is known");
	if (download->seen)
		joined_add(&text, ", ", "found there on %s", download->seen);
	return joined_take(&text);
}

/* What it was the last time; what it is now only the network says. Owned. */
static char *newest(const char *what, const char *last)
{
	if (!last)
		return mem_printf("%s, looked up on the network", what);
	return mem_printf("%s: %s when it was last looked up", what, last);
}

static void offer_newest(struct firmware_offers *offers, struct supply *supply,
                         const struct recipe *recipe)
{
	if (maker_source_slot(recipe)) {
		AUTO_FREE char *last = maker_source_recall(supply, recipe);

		offer(offers, mem_printf("%s:stable", recipe->vendor),
		      newest("the newest stable build in the maker's list", last));
	}
	if (recipe_takes_openwrt(recipe)) {
		AUTO_FREE char *last = openwrt_source_recall(supply);

		offer(offers, mem_strdup("openwrt:latest"),
		      newest("OpenWrt's newest release, signed", last));
	}
}

static void offer_own(struct firmware_offers *offers, const struct order *order, struct ui *ui)
{
	const struct known_download *best = best_of(order->recipe);
	struct supply supply = supply_for(&order->request, &order->knowledge, ui);

	if (best)
		offer(offers, mem_strdup(FIRMWARE_DOWNLOAD), text_of(best));
	offer_newest(offers, &supply, order->recipe);
	supply_done(&supply);
}

void firmware_offers_find(struct firmware_offers *out, const struct order *order, struct ui *ui)
{
	AUTO_FREE char *folder = home_downloads();
	struct fitting_files files = { .items = NULL };

	*out = (struct firmware_offers){ .count = 0 };
	offer_own(out, order, ui);
	if (out->count)
		out->safest = out->choices[0].name;
	if (folder)
		fitting_files_find(&files, order, folder, &ui->progress);
	for (size_t i = 0; i < files.count && out->count < FIRMWARE_OFFERS; i++) {
		offer(out, home_shorten(files.items[i].path), mem_strdup(files.items[i].about));
		if (i == 0)
			out->safest = out->choices[out->count - 1].name;
	}
	fitting_files_done(&files);
}

void firmware_offers_done(struct firmware_offers *offers)
{
	for (size_t i = 0; i < offers->text_count; i++)
		free(offers->texts[i]);
	*offers = (struct firmware_offers){ .count = 0 };
}

static const char *page_of(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->download_count; i++) {
		if (is_page(&recipe->downloads[i]))
			return recipe->downloads[i].url;
	}
	return NULL;
}

char *firmware_advice(const struct recipe *recipe)
{
	const char *page = page_of(recipe);
	const struct known_download *best = best_of(recipe);
	const char *from = recipe->file_count ? recipe->files[0].from : NULL;
	struct joined advice = { 0 };

	if (from)
		joined_add(&advice, "\n", "It comes from: %s", from);
	if (page)
		joined_add(&advice, "\n", "The maker's page: %s", page);
	if (best)
		joined_add(&advice, "\n", "Its usual name: %s", file_name_in(best->url));
	return advice.text ? joined_take(&advice) : NULL;
}
