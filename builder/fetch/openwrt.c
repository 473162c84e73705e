#include "fetch/openwrt.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "fetch/openwrtfiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 1 << 20, JSON_MAX = 8 << 20, SUMS_MAX_SIZE = 8 << 20, SIGNATURE_MAX = 4096 };

/* One answer that is being found. */
struct search {
	const struct openwrt_source *source;
	const struct openwrt_keys *keys;
	const struct openwrt_wish *wish;
	struct openwrt_image *out;
	struct failure *why;
};

/* A document in memory. */
struct held {
	char *address; /* owned, like the text */
	char *text;
	size_t size;
};

static void held_done(struct held *held)
{
	free(held->address);
	free(held->text);
	*held = (struct held){ 0 };
}

#define AUTO_HELD __attribute__((cleanup(held_done)))

static struct bytes bytes_of(const struct held *held)
{
	return (struct bytes){ (const uint8_t *)held->text, held->size };
}

static struct openwrt_text text_of(const struct held *held)
{
	return (struct openwrt_text){ held->address, held->text, held->size };
}

/* The folder of a file, below the mirror, with a '/' at either end. */
static char *address_of(const struct search *search, const char *folder, const char *name)
{
	const char *mirror = search->source->mirror;
	size_t length = strlen(mirror);

	while (length && mirror[length - 1] == '/')
		length--;
	return mem_printf("%.*s%s%s", (int)length, mirror, folder, name);
}

static char *target_folder(const struct search *search)
{
	return mem_printf("/releases/%s/targets/%s/", search->out->version, search->out->target);
}

/* Takes the address over. */
static bool get(const struct search *search, char *address, uint64_t limit,
                const struct digest *sha256, struct held *out)
{
	const struct openwrt_document document = { "the OpenWrt list", address, limit, sha256 };
	struct digest holds;

	*out = (struct held){ .address = address };
	if (!search->source->get(search->source, &document, &out->text, &out->size, search->why))
		return false;
	holds = digest_of(DIGEST_SHA256, bytes_of(out));
	return !sha256 || digest_equal(&holds, sha256) ||
	       fail(search->why, FAIL_FIRMWARE, "'%s' is not the file that was signed", address);
}

static bool find_version(const struct search *search)
{
	const char *asked = search->wish->version;
	AUTO_HELD struct held versions = { 0 };
	struct openwrt_text text;
	char shown[OPENWRT_WORD];

	search->out->is_latest = strcmp(asked, "latest") == 0;
	if (!search->out->is_latest) {
		text_clean(shown, sizeof(shown), asked);
		if (!openwrt_is_version(asked))
			return fail(search->why, FAIL_USAGE,
			            "'%s' is not an OpenWrt release; use 'latest' or a version "
			            "such as '24.10.2'",
			            shown);
		snprintf(search->out->version, OPENWRT_WORD, "%s", asked);
		return true;
	}
	if (!get(search, address_of(search, "/", ".versions.json"), LIST_MAX, NULL, &versions))
		return false;
	text = text_of(&versions);
	return openwrt_read_stable(&text, search->out->version, search->why);
}

static bool find_place(const struct search *search)
{
	AUTO_FREE char *folder = mem_printf("/releases/%s/", search->out->version);
	AUTO_HELD struct held overview = { 0 };
	struct openwrt_text text;

	if (!get(search, address_of(search, folder, ".overview.json"), JSON_MAX, NULL, &overview))
		return false;
	text = text_of(&overview);
	return openwrt_read_place(&text, search->wish, search->out, search->why);
}

static bool judge_signature(const struct search *search, const struct usign *signature,
                            const struct held *sums)
{
	const char *latest = search->out->is_latest ? " (the latest)" : "";
	const char *key = "";
	char series[OPENWRT_WORD];
	char id[2 * USIGN_ID + 1];

	openwrt_series(series, search->out->version);
	text_hex(id, signature->id, USIGN_ID);
	switch (search->keys->verify(search->keys->context, series, signature, bytes_of(sums),
	                             &key)) {
	case OPENWRT_SIGNED: snprintf(search->out->key, OPENWRT_WORD, "%s", key); return true;
	case OPENWRT_UNKNOWN_KEY:
		if (search->keys->accept_unsigned)
			return true;
		return fail_unless(
		        search->why, FAIL_FIRMWARE, "--accept-unsigned",
		        "OpenWrt %s%s is signed with the unknown key '%s'; choose a release "
		        "with a known key, give the key with --trust, or use --accept-unsigned "
		        "to rely on https alone",
		        search->out->version, latest, id);
	case OPENWRT_FORGED: break;
	}
	return fail(search->why, FAIL_FIRMWARE,
	            "'%s' is not signed with the key of OpenWrt %s; it was altered or belongs to "
	            "another release (the signature names key '%s'); use another mirror",
	            sums->address, series, id);
}

static bool read_signature(const struct search *search, const struct held *file, struct usign *out)
{
	return usign_parse(bytes_of(file), ED25519_SIGNATURE, out) ||
	       fail(search->why, FAIL_FIRMWARE, "'%s' is not a usign signature", file->address);
}

static bool get_sums(const struct search *search, const char *folder, struct held *sums)
{
	AUTO_HELD struct held file = { 0 };
	struct usign signature;

	return get(search, address_of(search, folder, "sha256sums"), SUMS_MAX_SIZE, NULL, sums) &&
	       get(search, address_of(search, folder, "sha256sums.sig"), SIGNATURE_MAX, NULL,
	           &file) &&
	       read_signature(search, &file, &signature) &&
	       judge_signature(search, &signature, sums) &&
	       sumlist_check(bytes_of(sums), sums->address, search->why);
}

static bool listed(const struct search *search, const struct held *sums, const char *name,
                   struct digest *out)
{
	return sumlist_find(bytes_of(sums), name, out) ||
	       fail(search->why, FAIL_FIRMWARE,
	            "'%s' does not list '%s', or lists it with different checksums", sums->address,
	            name);
}

static bool read_image(const struct search *search, const struct held *profiles,
                       const struct held *sums)
{
	const struct openwrt_text text = text_of(profiles);
	struct digest sum;

	if (!openwrt_read_image(&text, search->wish, search->out, search->why) ||
	    !listed(search, sums, search->out->name, &sum))
		return false;
	return digest_equal(&sum, &search->out->sha256) ||
	       fail(search->why, FAIL_FIRMWARE, "'%s' and '%s' disagree about '%s'",
	            profiles->address, sums->address, search->out->name);
}

static bool find_image(const struct search *search)
{
	AUTO_FREE char *folder = target_folder(search);
	AUTO_HELD struct held sums = { 0 };
	AUTO_HELD struct held profiles = { 0 };
	struct digest sum;

	if (!get_sums(search, folder, &sums) || !listed(search, &sums, "profiles.json", &sum) ||
	    !get(search, address_of(search, folder, "profiles.json"), JSON_MAX, &sum, &profiles) ||
	    !read_image(search, &profiles, &sums))
		return false;
	search->out->address = address_of(search, folder, search->out->name);
	return true;
}

bool openwrt_find(const struct openwrt_source *source, const struct openwrt_keys *keys,
                  const struct openwrt_wish *wish, struct openwrt_image *out, struct failure *why)
{
	const struct search search = { source, keys, wish, out, why };

	*out = (struct openwrt_image){ 0 };
	return find_version(&search) && find_place(&search) && find_image(&search);
}

void openwrt_image_done(struct openwrt_image *image)
{
	free(image->address);
	free(image->boards);
	*image = (struct openwrt_image){ 0 };
}

bool openwrt_latest(const struct openwrt_source *source, char version[OPENWRT_WORD],
                    struct failure *why)
{
	const struct openwrt_wish wish = { .version = "latest" };
	struct openwrt_image image = { 0 };
	const struct search search = { source, NULL, &wish, &image, why };

	if (!find_version(&search))
		return false;
	memcpy(version, image.version, OPENWRT_WORD);
	return true;
}

static bool get_by_fetch(const struct openwrt_source *source,
                         const struct openwrt_document *document, char **text, size_t *size,
                         struct failure *why)
{
	const struct openwrt_fetching *fetching = (const struct openwrt_fetching *)source;
	const char *const addresses[] = { document->address, NULL };
	struct fetch_order order = {
		.what = document->what,
		.addresses = addresses,
		.sha256 = document->sha256,
		.offline = fetching->like->offline,
		.limits = fetching->like->limits,
		.clock = fetching->like->clock,
		.progress = fetching->like->progress,
	};

	order.limits.size = document->limit;
	return fetch_text(fetching->store, &order, text, size, why);
}

struct openwrt_fetching openwrt_fetch_from(const char *mirror, const struct store *store,
                                           const struct fetch_order *like)
{
	return (struct openwrt_fetching){ { mirror, get_by_fetch }, store, like };
}
