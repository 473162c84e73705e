/* xiaomi_shop - a key of our own that signs images, and what is found in them. */
#ifndef XIAOMI_SHOP_H
#define XIAOMI_SHOP_H

#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

#include "test.h"
#include "xiaomi_image.h"

static const struct xiaomi_spec r3g = { .slots = 8, .model = 13 };
static const struct xiaomi_spec r4a = { .hdr2 = true, .slots = 10, .model_text = "R4AV2" };

struct shop {
	EVP_PKEY *key;
	struct keyring trusting; /* knows it as one given with --trust */
	struct keyring empty;
};

static inline void add_key(struct keyring *keys, enum key_class class, const char *name,
                           const char *use, EVP_PKEY *key)
{
	AUTO_FREE char *pem = public_pem(key);
	struct failure why;

	assert_true(keyring_add_pem(keys, class, name, use, pem, &why));
}

static inline int open_shop(void **state)
{
	struct shop *shop = mem_zalloc(1, sizeof(*shop));

	shop->key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	add_key(&shop->trusting, KEY_TRUSTED, "our.pem", NULL, shop->key);
	*state = shop;
	return 0;
}

static inline int close_shop(void **state)
{
	struct shop *shop = *state;

	EVP_PKEY_free(shop->key);
	keyring_done(&shop->trusting);
	free(shop);
	return 0;
}

/* The bytes as a file called `name`, examined and settled; firmware_done() it. */
static inline struct firmware examine_named(const uint8_t *bytes, size_t size, const char *name,
                                            const struct keyring *keys)
{
	char folder[] = "/tmp/xiaomi-XXXXXX";
	AUTO_FREE char *path = NULL;
	struct firmware firmware;
	struct failure why;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	path = mem_printf("%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
	assert_true(firmware_open(&firmware, path, keys, &why));
	firmware_finish(&firmware);
	unlink(path);
	rmdir(folder);
	return firmware;
}

static inline struct firmware examine(const struct xiaomi_image *image, const struct keyring *keys)
{
	return examine_named(image->bytes, image->size, "miwifi.bin", keys);
}

static inline enum check_result check_of(const struct firmware *firmware, const char *name)
{
	for (size_t i = 0; i < firmware->findings.check_count; i++) {
		if (strcmp(firmware->findings.checks[i].name, name) == 0)
			return firmware->findings.checks[i].result;
	}
	return CHECK_ABSENT;
}

static inline bool is_sound(struct firmware *firmware)
{
	struct failure why;

	return firmware_is_sound(firmware, &why);
}

/* The firmware must be refused in these words; it is done with afterwards. */
static inline void assert_unsound(struct firmware firmware, const char *words)
{
	struct failure why;

	assert_false(firmware_is_sound(&firmware, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	if (!strstr(why.text, words))
		print_error("'%s' is not in: %s\n", words, why.text);
	assert_non_null(strstr(why.text, words));
	firmware_done(&firmware);
}

#define SHOP_MAIN(...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		return cmocka_run_group_tests(tests, open_shop, close_shop); \
	}

#endif
