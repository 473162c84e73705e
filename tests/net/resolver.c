/*
 * resolver - a command line for the library under test: an image of OpenWrt, found with the
 * keys of a keyring and fetched into a store.
 *
 *   resolver STORE MIRROR VERSION BOARD TYPE [KEY.pub...]
 *
 * A key's file is named after its series: "24.10.pub". ACCEPT_UNSIGNED and OFFLINE in the
 * environment are the options of that name. Prints version, name and key, then what
 * fetcher prints.
 */
#include "fetch/openwrt.h"

#include "base/mem.h"
#include "firmware/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_series(const struct public_key *key, const char *series)
{
	const size_t length = strlen(series);

	return strncmp(key->name, series, length) == 0 && strcmp(key->name + length, ".pub") == 0;
}

static enum openwrt_verdict verify(const void *context, const char *series,
                                   const struct usign *signature, struct bytes message,
                                   const char **key_name)
{
	const struct keyring *keyring = context;
	bool has_key = false;

	for (size_t i = 0; i < keyring->count; i++) {
		const struct public_key *key = &keyring->keys[i];

		if (!is_of_series(key, series))
			continue;
		has_key = true;
		*key_name = key->name;
		if (memcmp(key->usign_id, signature->id, USIGN_ID) == 0 &&
		    public_key_verifies(key, message, signature->data))
			return OPENWRT_SIGNED;
	}
	return has_key ? OPENWRT_FORGED : OPENWRT_UNKNOWN_KEY;
}

static bool fetch_image(const struct store *store, const struct fetch_order *like,
                        const struct openwrt_image *image, struct failure *why)
{
	const char *const addresses[] = { image->address, NULL };
	struct fetch_order order = *like;
	struct fetched fetched;
	char hex[DIGEST_HEX];

	order.what = image->name;
	order.addresses = addresses;
	order.sha256 = &image->sha256;
	order.size = image->size;
	if (!fetch_file(store, &order, &fetched, why))
		return false;
	digest_to_hex(&fetched.object.sha256, hex);
	printf("%s %s\n", fetched.address ? "fetched" : "cached", hex);
	fetched_done(&fetched);
	return true;
}

static bool resolve(const struct store *store, char **argv, const struct keyring *keyring,
                    struct failure *why)
{
	const struct fetch_order like = { .limits = download_usual_limits(),
		                          .offline = getenv("OFFLINE") != NULL };
	const struct openwrt_fetching fetching = openwrt_fetch_from(argv[2], store, &like);
	const struct openwrt_keys keys = { verify, keyring, getenv("ACCEPT_UNSIGNED") != NULL };
	const char *const types[] = { argv[5], NULL };
	const char *const boards[] = { argv[4], NULL };
	const struct openwrt_wish wish = { .version = argv[3], .boards = boards, .types = types };
	struct openwrt_image image;
	bool found = openwrt_find(&fetching.source, &keys, &wish, &image, why);

	if (found)
		printf("%s %s key=%s\n", image.version, image.name, image.key);
	found = found && fetch_image(store, &like, &image, why);
	openwrt_image_done(&image);
	return found;
}

static bool run(int argc, char **argv, struct failure *why)
{
	static const struct owner nobody_else = { 0 };
	struct keyring keyring = { 0 };
	struct store store = { 0 };
	bool good = argc >= 6 && store_open(argv[1], &nobody_else, &store, why);

	for (int i = 6; good && i < argc; i++)
		good = keyring_add_file(&keyring, argv[i], why);
	good = good && resolve(&store, argv, &keyring, why);
	keyring_done(&keyring);
	store_done(&store);
	return good;
}

int main(int argc, char **argv)
{
	struct failure why = { FAIL_USAGE, "resolver STORE MIRROR VERSION BOARD TYPE [KEY...]" };

	if (run(argc, argv, &why))
		return 0;
	fprintf(stderr, "%s\n", why.text);
	return (int)why.kind;
}
