/* stick/verify: a finished stick that is proven, or not. */
#include "stick/proof/verify.h"

#include "fat_volume.h"

/* A whole stick: boot record, gap, manifest and volume; its file is miwifi.bin. */
struct whole {
	struct fat_volume stick;
	struct manifest_file file;
	struct manifest manifest;
};

static uint64_t end_of_use(struct fat_volume *stick)
{
	struct fatread *fat = open_volume(stick);
	struct failure why;
	uint64_t end = 0;

	assert_good(fatread_used_end(fat, &end, &why), &why);
	fatread_close(fat);
	return end;
}

/* Makes the manifest true to what the stick holds now. */
static void seal(struct whole *whole)
{
	uint8_t *bytes = whole->stick.memory.bytes;
	struct failure why;

	memset(bytes + MANIFEST_START, 0, MANIFEST_SIZE);
	whole->manifest.sha256 =
	        digest_of(DIGEST_SHA256, (struct bytes){ bytes, whole->manifest.length });
	assert_good(manifest_write(&whole->manifest, bytes + MANIFEST_START, &why), &why);
}

static void make_whole(struct whole *whole, const char *recipe)
{
	*whole = (struct whole){
		.stick = make_stick(recipe),
		.file = {
			.path = "/miwifi.bin",
			.size = FIRMWARE,
			.sha256 = digest_of_numbers(FIRMWARE),
			.origin = "vendor-signed",
			.vouched = "signature by test",
		},
		.manifest = {
			.program = "mkrescue-usb 1",
			.recipe = "xiaomi/r3g",
			.layout = "fat16-mbr",
			.file_count = 1,
		},
	};
	whole->manifest.files = &whole->file;
	whole->manifest.length = end_of_use(&whole->stick);
	seal(whole);
}

static bool verify(struct whole *whole, struct failure *why)
{
	struct manifest manifest;
	bool good = verify_stick(&whole->stick.memory.target, &manifest, NULL, why);

	assert_true(good || !manifest.document);
	manifest_done(&manifest);
	return good;
}

static void assert_unproven(struct whole *whole, enum fail_kind kind, const char *message)
{
	struct failure why;

	assert_false(verify(whole, &why));
	assert_says(&why, kind, message);
}

static void a_sound_stick_is_proven_and_tells_what_it_holds(void **state)
{
	struct manifest manifest;
	struct failure why;
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	assert_good(verify_stick(&whole.stick.memory.target, &manifest, NULL, &why), &why);
	assert_string_equal(manifest.recipe, "xiaomi/r3g");
	assert_string_equal(manifest.files[0].path, "/miwifi.bin");
	manifest_done(&manifest);
	free_volume(&whole.stick);
}

static void one_flipped_bit_is_noticed_in_every_region(void **state)
{
	struct whole whole;
	struct failure why;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	uint64_t file =
	        (uint64_t)(entry_of(&whole.stick, "MIWIFI  BIN") - whole.stick.memory.bytes);
	uint64_t length = whole.manifest.length;
	const uint64_t places[] = {
		0,
		440,
		446,
		510,
		511, /* boot record */
		SECTOR,
		300000,
		MANIFEST_START - 1, /* gap */
		MANIFEST_START,
		MANIFEST_START + 40,
		MIB - 1, /* manifest and its zeros */
		MIB,
		MIB + 511,
		MIB + 3 * SECTOR, /* reserved sectors */
		MIB + 8 * SECTOR,
		MIB + 40 * SECTOR, /* both FATs */
		file,
		file + 25,
		file + 40, /* directory */
		length - 50000,
		length - 400, /* content */
		length - 1,   /* behind it, in its last cluster */
	};
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		whole.stick.memory.bytes[places[i]] ^= 0x10;
		assert_false(verify(&whole, &why));
		assert_int_equal(why.kind, FAIL_VERIFY);
		whole.stick.memory.bytes[places[i]] ^= 0x10;
	}
	assert_good(verify(&whole, &why), &why);
	free_volume(&whole.stick);
}

/* Whether the file is what `content` says, compared and not hashed. */
static bool verify_by(struct whole *whole, int content, struct failure *why)
{
	const struct plan_file file = { .name = "miwifi.bin", .size = FIRMWARE, .fd = content };

	return verify_files_by(&whole->stick.memory.target, &whole->manifest, &file, NULL, why);
}

static void a_file_that_is_still_open_is_compared(void **state)
{
	AUTO_CLOSE int content = file_of_numbers(FIRMWARE);
	struct whole whole;
	struct failure why;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	uint8_t *end = whole.stick.memory.bytes + whole.manifest.length;
	size_t slack = 4096 - FIRMWARE % 4096; /* of its last cluster */
	assert_good(verify_by(&whole, content, &why), &why);
	end[-1] ^= 0x10;
	assert_good(verify_by(&whole, content, &why), &why); /* no byte of the file */
	for (size_t i = slack + 1; i <= slack + FIRMWARE; i += i + 1) {
		end[-(ptrdiff_t)i] ^= 0x10;
		assert_false(verify_by(&whole, content, &why));
		assert_says(&why, FAIL_VERIFY, "the content of '/miwifi.bin'");
		end[-(ptrdiff_t)i] ^= 0x10;
	}
	assert_int_equal(ftruncate(content, FIRMWARE - 1), 0);
	assert_false(verify_by(&whole, content, &why));
	assert_int_equal(why.kind, FAIL_IO);
	free_volume(&whole.stick);
}

static void what_lies_after_the_used_range_does_not_matter(void **state)
{
	struct failure why;
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	whole.stick.memory.bytes[whole.manifest.length] = 0xff;
	assert_good(verify(&whole, &why), &why);
	free_volume(&whole.stick);
}

static void a_target_shorter_than_its_manifest_says_is_told(void **state)
{
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	whole.stick.memory.target.size = whole.manifest.length - 1;
	assert_unproven(&whole, FAIL_VERIFY, "is shorter than its manifest says");
	whole.stick.memory.target.size = MIB - 1;
	assert_unproven(&whole, FAIL_VERIFY, "too short");
	whole.stick.memory.target.size = 0;
	assert_unproven(&whole, FAIL_VERIFY, "too short");
	free_volume(&whole.stick);
}

static void reading_errors_are_not_taken_for_damage(void **state)
{
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT16_4M WITH_FIRMWARE);
	const uint64_t places[] = { 0, MANIFEST_START + 5, MIB + 5, whole.manifest.length - 1 };
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		whole.stick.memory.bad_from = places[i];
		whole.stick.memory.bad_to = places[i] + 1;
		assert_unproven(&whole, FAIL_IO, "cannot read");
	}
	free_volume(&whole.stick);
}

/* The range is as the manifest says; the files are not what a loader needs. */
static void a_manifest_that_promises_another_file_is_refused(void **state)
{
	static const struct {
		const char *path;
		uint64_t size;
		uint8_t first_byte;
		const char *message;
	} promises[] = {
		{ "/other.bin", FIRMWARE, 0, "there is no 'other.bin'" },
		{ "/boot/miwifi.bin", FIRMWARE, 0, "there is no 'boot'" },
		{ "/MiWiFi.bin", FIRMWARE, 0, "does not have exactly this name" },
		{ "/miwifi.bin", FIRMWARE - 1, 0, "has 100000 bytes instead of 99999" },
		{ "/miwifi.bin", FIRMWARE, 1, "the content of '/miwifi.bin'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(promises); i++) {
		struct whole whole;

		make_whole(&whole, FAT16_4M WITH_FIRMWARE);
		whole.file.path = promises[i].path;
		whole.file.size = promises[i].size;
		whole.file.sha256.bytes[0] ^= promises[i].first_byte;
		seal(&whole);
		assert_unproven(&whole, FAIL_VERIFY, promises[i].message);
		free_volume(&whole.stick);
	}
}

static void assert_alone(const char *recipe, const char *only, const char *rival)
{
	struct failure why;
	struct whole whole;

	make_whole(&whole, recipe);
	whole.file.only = only;
	seal(&whole);
	if (rival)
		assert_unproven(&whole, FAIL_VERIFY, rival);
	else
		assert_good(verify(&whole, &why), &why);
	free_volume(&whole.stick);
}

static void a_second_candidate_is_refused_where_the_manifest_says_so(void **state)
{
	static const char with_other[] = FAT16_4M WITH_FIRMWARE ADD_FILE("other.bin", 9);
	static const char with_twin[] = FAT16_4M WITH_FIRMWARE ADD_FILE("miwifi.bin.bin", 9);

	(void)state;
	assert_alone(with_other, NULL, NULL);
	assert_alone(with_other, "", NULL);
	assert_alone(with_other, ".bin", "'other.bin'");
	assert_alone(with_twin, NULL, NULL);
	assert_alone(with_twin, "", "'miwifi.bin.bin'");
}

static void files_in_directories_are_proven_where_they_are(void **state)
{
	struct failure why;
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT32_36M MAKE_FILE(
	                           "root_uImage",
	                           100000) "mmd -i $V ::boot; mcopy -i $V $D/root_uImage ::boot; ");
	whole.file.path = "/boot/root_uImage";
	whole.file.only = "";
	seal(&whole);
	assert_good(verify(&whole, &why), &why);
	free_volume(&whole.stick);
}

/* A stick is read at the speed of a stick: each byte of the range once, of a file once more. */
static void nothing_is_read_without_need(void **state)
{
	struct failure why;
	struct whole whole;

	(void)state;
	make_whole(&whole, FAT32_36M WITH_FIRMWARE);
	whole.stick.memory.read = 0;
	assert_good(verify(&whole, &why), &why);
	assert_in_range(whole.stick.memory.read, whole.manifest.length,
	                whole.manifest.length + FIRMWARE + (128 << 10));
	free_volume(&whole.stick);
}

TEST_MAIN(TEST(a_sound_stick_is_proven_and_tells_what_it_holds),
          TEST(a_file_that_is_still_open_is_compared),
          TEST(one_flipped_bit_is_noticed_in_every_region),
          TEST(what_lies_after_the_used_range_does_not_matter),
          TEST(a_target_shorter_than_its_manifest_says_is_told),
          TEST(reading_errors_are_not_taken_for_damage),
          TEST(a_manifest_that_promises_another_file_is_refused),
          TEST(a_second_candidate_is_refused_where_the_manifest_says_so),
          TEST(files_in_directories_are_proven_where_they_are), TEST(nothing_is_read_without_need))
