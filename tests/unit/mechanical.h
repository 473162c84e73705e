/* mechanical - small valid images, and what must be noticed when one is damaged. */
#ifndef MECHANICAL_H
#define MECHANICAL_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"
#include "firmware/examine/sums.h"
#include "firmware/firmware.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { IMAGE_MAX = 160 << 10, FLIPS_MAX = 8 };

struct image {
	uint8_t bytes[IMAGE_MAX];
	size_t size;
};

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

/* Letters in a place within the image, without a NUL. */
static inline void put_text(struct image *image, size_t at, const char *text)
{
	memcpy(image->bytes + at, text, strlen(text));
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

/* free() is the caller's. */
static inline struct image *make(void (*build)(struct image *image))
{
	struct image *image = mem_zalloc(1, sizeof(*image));

	build(image);
	return image;
}

/* As a file of that name; firmware_done() is the caller's. */
static inline struct firmware examine_named(const struct image *image, const struct keyring *keys,
                                            const char *name)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct firmware firmware;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, image->bytes, image->size), image->size);
	firmware_open_content(&firmware,
	                      &(struct firmware_content){
	                              .fd = fd, .size = image->size, .path = name, .name = name },
	                      keys);
	firmware_finish(&firmware);
	return firmware;
}

static inline struct firmware examine_with(const struct image *image, const struct keyring *keys)
{
	return examine_named(image, keys, "image.bin");
}

static inline struct firmware examine(const struct image *image)
{
	static const struct keyring no_keys;

	return examine_with(image, &no_keys);
}

static inline bool suits_with(struct firmware *firmware, const char *format, const char *code,
                              bool accept_unsigned)
{
	const struct firmware_accept accept = { format, &code, 1 };
	const struct firmware_demand demand = {
		.model = "the wanted model",
		.accepts = &accept,
		.accept_count = 1,
		.accept_unsigned = accept_unsigned,
	};
	struct failure why;
	bool is_unsigned;

	return firmware_suits(firmware, &demand, &is_unsigned, &why);
}

static inline bool suits(struct firmware *firmware, const char *format, const char *code)
{
	return suits_with(firmware, format, code, true);
}

static inline bool is_sound(struct firmware *firmware)
{
	struct failure why;

	return firmware_is_sound(firmware, &why);
}

static inline bool is_sound_image(const struct image *image)
{
	struct firmware firmware = examine(image);
	bool sound = is_sound(&firmware);

	firmware_done(&firmware);
	return sound;
}

/* Its result; CHECK_ABSENT when there is no such check. */
static inline enum check_result check_of(const struct firmware *firmware, const char *name)
{
	for (size_t i = 0; i < firmware->findings.check_count; i++) {
		if (strcmp(firmware->findings.checks[i].name, name) == 0)
			return firmware->findings.checks[i].result;
	}
	return CHECK_ABSENT;
}

static inline bool names(const struct firmware *firmware, const char *code)
{
	for (size_t i = 0; i < firmware->findings.board_count; i++) {
		if (strcmp(firmware->findings.boards[i].code, code) == 0)
			return true;
	}
	return false;
}

/* What is known of a good image. */
struct expected {
	const char *format;
	const char *board;   /* NULL: it names none */
	size_t boards;       /* how many it names, when that is more than one */
	const char *version; /* NULL: not looked at */
	enum origin origin;
	enum completeness completeness;
	enum check_result checks; /* what every check says that is neither absent nor unknown */
	/* Places where a flipped bit must be noticed: header, payload, checksum. */
	size_t flips[FLIPS_MAX];
	bool blind_to_cut;    /* and to bytes appended: it does not know its end */
	bool blind_to_append; /* other data may follow */
	const char *name;     /* of the file; NULL: any */
	const struct keyring *keys;
};

static inline struct firmware examine_as(const struct image *image, const struct expected *expected)
{
	static const struct keyring no_keys;

	return examine_named(image, expected->keys ? expected->keys : &no_keys,
	                     expected->name ? expected->name : "image.bin");
}

static inline void assert_boards(struct firmware *firmware, const struct expected *expected)
{
	size_t boards = expected->boards ? expected->boards : expected->board ? 1 : 0;

	assert_int_equal(firmware->findings.board_count, boards);
	if (!boards)
		return;
	assert_true(names(firmware, expected->board));
	assert_true(suits(firmware, expected->format, expected->board));
	assert_false(suits(firmware, expected->format, "another"));
}

static inline void assert_good(const struct image *image, const struct expected *expected)
{
	struct firmware firmware = examine_as(image, expected);
	const struct findings *found = &firmware.findings;
	struct failure why = { 0 };

	assert_string_equal(found->format ? found->format : "", expected->format);
	if (!firmware_is_sound(&firmware, &why))
		print_error("%s: %s\n", expected->format, why.text);
	assert_int_equal(why.kind, 0);
	assert_int_equal(found->origin, expected->origin);
	assert_int_equal(found->completeness, expected->completeness);
	assert_boards(&firmware, expected);
	if (expected->version)
		assert_string_equal(found->version, expected->version);
	for (size_t i = 0; i < found->check_count; i++) {
		enum check_result result = found->checks[i].result;

		if (result != CHECK_ABSENT && result != CHECK_UNKNOWN)
			assert_int_equal(result, expected->checks);
	}
	firmware_done(&firmware);
}

/* Neither sound nor fit to be written. */
static inline void assert_noticed(const struct image *image, const struct expected *expected,
                                  const char *what, size_t at)
{
	struct firmware firmware = examine_as(image, expected);
	bool noticed = !is_sound(&firmware);

	if (expected->board)
		noticed =
		        noticed && !suits_with(&firmware, expected->format, expected->board, false);
	firmware_done(&firmware);
	if (!noticed)
		print_error("%s: not noticed: %s %zu\n", expected->format, what, at);
	assert_true(noticed);
}

/* Cut, lengthened or with a bit flipped it is refused. */
static inline void assert_damage_noticed(const struct image *image, const struct expected *expected)
{
	AUTO_FREE struct image *copy = mem_zalloc(1, sizeof(*copy));

	*copy = *image;
	for (size_t i = 0; i < FLIPS_MAX && expected->flips[i]; i++) {
		copy->bytes[expected->flips[i]] ^= 0x04;
		assert_noticed(copy, expected, "a flipped bit at", expected->flips[i]);
		copy->bytes[expected->flips[i]] ^= 0x04;
	}
	if (expected->blind_to_cut)
		return;
	copy->size = image->size * 3 / 4;
	assert_noticed(copy, expected, "cut to", copy->size);
	copy->size = image->size - 1;
	assert_noticed(copy, expected, "cut to", copy->size);
	copy->size = image->size;
	image_put(copy, copy->size, "sixteen of them!", 16);
	if (!expected->blind_to_append)
		assert_noticed(copy, expected, "lengthened to", copy->size);
}

/* It is what is expected, and only as long as it is whole. */
static inline void assert_mechanical(const struct image *image, const struct expected *expected)
{
	assert_good(image, expected);
	assert_damage_noticed(image, expected);
}

#endif
