/* mechanical - a small valid image, and what must be noticed when it is damaged. */
#ifndef MECHANICAL_H
#define MECHANICAL_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"
#include "firmware/firmware.h"
#include "firmware/sums.h"

#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { IMAGE_MAX = 16 << 10, FLIPS_MAX = 8 };

struct image {
	uint8_t bytes[IMAGE_MAX];
	size_t size;
};

static inline void put_be16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void put_be32(uint8_t *at, uint32_t value)
{
	put_be16(at, (uint16_t)(value >> 16));
	put_be16(at + 2, (uint16_t)value);
}

/* Bytes that resemble nothing and do not repeat soon. */
static inline void image_fill(struct image *image, size_t at, size_t size)
{
	uint32_t state = 12345;

	for (size_t i = 0; i < size; i++) {
		state = state * 1103515245 + 12345;
		image->bytes[at + i] = (uint8_t)(state >> 16 | 1);
	}
	if (image->size < at + size)
		image->size = at + size;
}

static inline void image_put(struct image *image, size_t at, const void *bytes, size_t size)
{
	memcpy(image->bytes + at, bytes, size);
	if (image->size < at + size)
		image->size = at + size;
}

/* With the NUL at its end. */
static inline void image_text(struct image *image, size_t at, const char *text)
{
	image_put(image, at, text, strlen(text) + 1);
}

static inline void image_digest(struct image *image, size_t at, enum digest_kind kind, size_t from,
                                size_t size)
{
	struct digest digest = digest_of(kind, (struct bytes){ image->bytes + from, size });

	image_put(image, at, digest.bytes, digest_size(kind));
}

/* firmware_done() is the caller's. */
static inline struct firmware open_image(const struct image *image, const struct keyring *keys)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct firmware firmware;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, image->bytes, image->size), image->size);
	firmware_open_content(
	        &firmware, &(struct firmware_content){ fd, image->size, "image.bin", "image.bin" },
	        keys);
	firmware_settle(&firmware);
	return firmware;
}

static inline bool is_sound_image(const struct image *image, const struct keyring *keys)
{
	struct firmware firmware = open_image(image, keys);
	struct failure why;
	bool sound = firmware_is_sound(&firmware, &why);

	firmware_done(&firmware);
	return sound;
}

static inline bool suits_board(struct firmware *firmware, const char *format, const char *code)
{
	const struct firmware_accept accept = { format, &code, 1 };
	const struct firmware_demand demand = {
		.model = "the wanted model",
		.accepts = &accept,
		.accept_count = 1,
		.accept_unsigned = true,
	};
	struct failure why;
	bool is_unsigned;

	return firmware_suits(firmware, &demand, &is_unsigned, &why);
}

/* What is known of a good image. */
struct expected {
	const char *format;
	const char *board;   /* NULL: it names none */
	const char *version; /* NULL: not looked at */
	enum origin origin;
	enum check_result checks; /* what every check of it says */
	/* Places where a flipped bit must be noticed: header, payload, checksum. */
	size_t flips[FLIPS_MAX];
	bool blind_to_cut;    /* and to bytes appended: it does not know its end */
	bool blind_to_append; /* other data may follow */
	const struct keyring *keys;
};

static const struct keyring expected_no_keys;

static inline const struct keyring *keys_of(const struct expected *expected)
{
	return expected->keys ? expected->keys : &expected_no_keys;
}

static inline void assert_good(const struct image *image, const struct expected *expected)
{
	struct firmware firmware = open_image(image, keys_of(expected));
	const struct findings *found = &firmware.findings;
	struct failure why = { 0 };

	assert_string_equal(found->format ? found->format : "", expected->format);
	if (!firmware_is_sound(&firmware, &why))
		print_error("%s: %s\n", expected->format, why.text);
	assert_int_equal(why.kind, 0);
	assert_int_equal(found->origin, expected->origin);
	assert_int_equal(found->board_count, expected->board ? 1 : 0);
	if (expected->board) {
		assert_string_equal(found->boards[0].code, expected->board);
		assert_true(suits_board(&firmware, expected->format, expected->board));
		assert_false(suits_board(&firmware, expected->format, "another"));
	}
	if (expected->version)
		assert_string_equal(found->version, expected->version);
	for (size_t i = 0; i < found->check_count; i++)
		assert_int_equal(found->checks[i].result, expected->checks);
	firmware_done(&firmware);
}

static inline void assert_flip_noticed(const struct image *image, const struct expected *expected,
                                       size_t at)
{
	AUTO_FREE struct image *copy = mem_zalloc(1, sizeof(*copy));
	bool sound;

	*copy = *image;
	copy->bytes[at] ^= 0x04;
	sound = is_sound_image(copy, keys_of(expected));
	if (sound)
		print_error("%s: a flipped bit at %zu is not noticed\n", expected->format, at);
	assert_false(sound);
}

static inline void assert_size_noticed(const struct image *image, const struct expected *expected,
                                       size_t size)
{
	AUTO_FREE struct image *copy = mem_zalloc(1, sizeof(*copy));
	bool sound;

	*copy = *image;
	if (size > image->size)
		image_put(copy, image->size, "sixteen of them!", size - image->size);
	copy->size = size;
	sound = is_sound_image(copy, keys_of(expected));
	if (sound)
		print_error("%s: %zu in place of %zu bytes are not noticed\n", expected->format,
		            size, image->size);
	assert_false(sound);
}

/* It is what is expected; cut, lengthened or with a bit flipped it is refused. */
static inline void assert_mechanical(const struct image *image, const struct expected *expected)
{
	assert_good(image, expected);
	for (size_t i = 0; i < FLIPS_MAX; i++) {
		if (expected->flips[i])
			assert_flip_noticed(image, expected, expected->flips[i]);
	}
	if (expected->blind_to_cut)
		return;
	assert_size_noticed(image, expected, image->size * 3 / 4);
	assert_size_noticed(image, expected, image->size - 1);
	if (!expected->blind_to_append)
		assert_size_noticed(image, expected, image->size + 16);
}

#endif
