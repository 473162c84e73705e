/* firmware/firmware, firmware/formats: every sound sample of data/firmware, damaged in all the
 * usual ways: cut, lengthened, a bit flipped anywhere. What its format cannot notice,
 * samples.json says ("blind").
 */
#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "samples.h"

enum { FLIPS = 24 };

struct sample {
	const char *file;
	const json_t *row;
	uint8_t *bytes;
	size_t size;
	const struct keyring *keys;
};

static bool is_blind_to(const struct sample *sample, const char *damage)
{
	const json_t *list = json_object_get(sample->row, "blind");

	for (size_t i = 0; i < json_array_size(list); i++) {
		if (strcmp(json_string_value(json_array_get(list, i)), damage) == 0)
			return true;
	}
	return false;
}

static bool is_sound(const struct sample *sample, const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	struct firmware firmware;
	struct failure why;
	bool sound;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, bytes, size), size);
	firmware_open_content(
	        &firmware,
	        &(struct firmware_content){
	                .fd = fd, .size = size, .path = sample->file, .name = sample->file },
	        sample->keys);
	sound = firmware_is_sound(&firmware, &why);
	firmware_done(&firmware);
	return sound;
}

/* 1 when the damage goes unnoticed although it should be, or the other way round. */
static int judge(const struct sample *sample, const char *damage, bool noticed)
{
	if (noticed != is_blind_to(sample, damage))
		return 0;
	print_error("%s: '%s' is %s\n", sample->file, damage,
	            noticed ? "noticed; samples.json says it is not" : "not noticed");
	return 1;
}

static int try_lengths(const struct sample *sample)
{
	AUTO_FREE uint8_t *longer = mem_zalloc(1, sample->size + 16);
	int wrong = 0;

	memcpy(longer, sample->bytes, sample->size);
	memcpy(longer + sample->size, "sixteen of them!", 16);
	wrong += judge(sample, "cut to three quarters",
	               !is_sound(sample, sample->bytes, sample->size * 3 / 4));
	wrong += judge(sample, "last byte missing",
	               !is_sound(sample, sample->bytes, sample->size - 1));
	wrong += judge(sample, "bytes appended", !is_sound(sample, longer, sample->size + 16));
	return wrong;
}

/* Noticed means: every one of them. */
static int try_flips(const struct sample *sample)
{
	AUTO_FREE uint8_t *copy = mem_zalloc(1, sample->size);
	size_t unnoticed = 0;
	size_t first = 0;

	memcpy(copy, sample->bytes, sample->size);
	for (size_t i = 0; i < FLIPS; i++) {
		size_t at = sample->size * (2 * i + 1) / (2 * FLIPS);

		copy[at] ^= 0x10;
		if (is_sound(sample, copy, sample->size)) {
			first = unnoticed++ ? first : at;
		}
		copy[at] ^= 0x10;
	}
	if (unnoticed && !is_blind_to(sample, "flipped bits"))
		print_error("%s: the first unnoticed flip is at %zu\n", sample->file, first);
	return judge(sample, "flipped bits", unnoticed == 0);
}

static bool load(struct sample *sample)
{
	AUTO_FREE char *path = mem_printf(SAMPLES "%s", sample->file);
	FILE *file = fopen(path, "rb");

	if (!file)
		return false;
	sample->bytes = mem_zalloc(1, 1 << 20);
	sample->size = fread(sample->bytes, 1, 1 << 20, file);
	fclose(file);
	return sample->size != 0;
}

static void damage_is_noticed_wherever_the_format_can(void **state)
{
	struct samples samples;
	int wrong = 0;

	(void)state;
	samples_load(&samples);
	for (size_t i = 0; i < json_array_size(samples.rows); i++) {
		const json_t *row = json_array_get(samples.rows, i);
		struct sample sample = {
			.file = json_string_value(json_object_get(row, "file")),
			.row = row,
			.keys = &samples.keys,
		};

		if (!json_is_true(json_object_get(row, "sound")))
			continue;
		assert_true(load(&sample));
		wrong += try_lengths(&sample) + try_flips(&sample);
		free(sample.bytes);
	}
	samples_done(&samples);
	assert_int_equal(wrong, 0);
}

TEST_MAIN(TEST(damage_is_noticed_wherever_the_format_can))
