/* mechanical_tplink - small valid images, and what must be noticed when one is damaged. */
#ifndef MECHANICAL_TPLINK_H
#define MECHANICAL_TPLINK_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"
#include "firmware/firmware.h"
#include "firmware/sums.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { IMAGE_MAX = 160 << 10, FLIPS_MAX = 6, MD5_SIZE = 16 };

struct image {
	uint8_t bytes[IMAGE_MAX];
	size_t size;
};

/* How an image is made, and what is known of it then. */
struct spec {
	const char *format;
	const char *board; /* one of those it names */
	const char *version;
	enum origin origin;
	void (*build)(struct image *image);
	size_t flips[FLIPS_MAX]; /* header, content, checksum: one bit there must be noticed */
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

static inline void put_text(struct image *image, size_t at, const char *text)
{
	memcpy(image->bytes + at, text, strlen(text));
}

/* Bytes like no format's, which do not repeat soon. */
static inline void put_noise(struct image *image, size_t at, size_t size)
{
	uint32_t state = 2463534242;

	for (size_t i = 0; i < size; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		image->bytes[at + i] = (uint8_t)(state | 1);
	}
	if (image->size < at + size)
		image->size = at + size;
}

static inline void put_md5(uint8_t *to, const uint8_t *data, size_t size)
{
	struct digest digest = digest_of(DIGEST_MD5, (struct bytes){ data, size });

	memcpy(to, digest.bytes, MD5_SIZE);
}

static inline struct image *make(void (*build)(struct image *image))
{
	struct image *image = mem_zalloc(1, sizeof(*image));

	build(image);
	return image;
}

static inline struct firmware examine(const struct image *image)
{
	static const struct keyring no_keys;
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct firmware firmware;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, image->bytes, image->size), image->size);
	firmware_open_content(
	        &firmware, &(struct firmware_content){ fd, image->size, "image.bin", "image.bin" },
	        &no_keys);
	firmware_settle(&firmware);
	return firmware;
}

static inline bool suits(struct firmware *firmware, const char *format, const char *code)
{
	const struct firmware_accept accept = { format, &code, 1 };
	const struct firmware_demand demand = { .model = "the model",
		                                .accepts = &accept,
		                                .accept_count = 1 };
	struct failure why;
	bool unsigned_accepted;

	return firmware_suits(firmware, &demand, &unsigned_accepted, &why);
}

static inline bool is_sound(struct firmware *firmware)
{
	struct failure why;

	return firmware_is_sound(firmware, &why);
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

static inline void assert_good(const struct image *image, const struct spec *spec)
{
	struct firmware firmware = examine(image);
	struct failure why = { 0 };

	if (!firmware_is_sound(&firmware, &why))
		print_error("%s: %s\n", spec->format, why.text);
	assert_true(is_sound(&firmware));
	assert_string_equal(firmware.findings.format, spec->format);
	assert_string_equal(firmware.findings.version, spec->version);
	assert_int_equal(firmware.findings.origin, spec->origin);
	assert_int_equal(firmware.findings.completeness, COMPLETE_EXACT);
	assert_true(suits(&firmware, spec->format, spec->board));
	assert_false(suits(&firmware, spec->format, "another model"));
	firmware_done(&firmware);
}

/* Neither sound nor fit to be written. */
static inline void assert_noticed(const struct image *image, const struct spec *spec,
                                  const char *what, size_t at)
{
	struct firmware firmware = examine(image);
	bool noticed = !is_sound(&firmware) && !suits(&firmware, spec->format, spec->board);

	firmware_done(&firmware);
	if (!noticed)
		print_error("%s: not noticed: %s %zu\n", spec->format, what, at);
	assert_true(noticed);
}

/* It is what it is expected to be; cut, lengthened or with one bit flipped it is refused. */
static inline void assert_mechanical(const struct spec *spec)
{
	AUTO_FREE struct image *image = make(spec->build);
	size_t whole = image->size;

	assert_good(image, spec);
	for (size_t i = 0; i < FLIPS_MAX && spec->flips[i]; i++) {
		image->bytes[spec->flips[i]] ^= 0x01;
		assert_noticed(image, spec, "a flipped bit at", spec->flips[i]);
		image->bytes[spec->flips[i]] ^= 0x01;
	}
	image->size = whole * 3 / 4;
	assert_noticed(image, spec, "cut to", image->size);
	image->size = whole - 1;
	assert_noticed(image, spec, "cut to", image->size);
	image->size = whole + 16;
	put_text(image, whole, "sixteen of them!");
	assert_noticed(image, spec, "lengthened to", image->size);
}

#endif
