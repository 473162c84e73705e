#include "firmware/firmware.h"

#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

#define SAMPLE(name) TEST_DATA "/firmware/" name

static const char *const r3g_codes[] = { "13" };
static const char *const r3p_codes[] = { "10" };

/* What a recipe asks for; keys as in `keys`. */
static struct firmware_demand demand_for(const struct firmware_accept *accept)
{
	return (struct firmware_demand){ .model = "a router",
		                         .accepts = accept,
		                         .accept_count = 1 };
}

static const struct firmware_accept for_r3g = { "xiaomi-hdr1", r3g_codes, 1 };
static const struct firmware_accept for_r3p = { "xiaomi-hdr1", r3p_codes, 1 };

/* As a file that is to be written. */
static struct firmware open_sample(const char *path, const struct keyring *keys)
{
	struct firmware_content content;
	struct firmware firmware;
	struct failure why;

	assert_true(firmware_take(&content, path, NULL, &why));
	firmware_open_content(&firmware, &content, keys);
	return firmware;
}

static struct keyring test_keys(void)
{
	struct keyring keys = { 0 };
	struct failure why;

	assert_true(keyring_add_file(&keys, SAMPLE("xiaomi-test-public.pem"), &why));
	return keys;
}

/* Whether the sample suits; the words its refusal must hold. */
static bool suits(const char *path, const struct keyring *keys, struct firmware_demand demand,
                  const char *words)
{
	struct firmware firmware = open_sample(path, keys);
	bool unsigned_accepted = false;
	struct failure why;
	bool good = firmware_suits(&firmware, &demand, &unsigned_accepted, &why);

	if (!good) {
		assert_int_equal(why.kind, FAIL_FIRMWARE);
		if (!strstr(why.text, words))
			print_message("%s\n", why.text);
		assert_non_null(strstr(why.text, words));
	}
	firmware_done(&firmware);
	return good;
}

static void assert_cannot_open(const char *path, const char *words)
{
	struct keyring keys = { 0 };
	struct firmware_content content;
	struct firmware firmware;
	struct failure why;

	assert_false(firmware_open(&firmware, path, &keys, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, words));
	assert_false(firmware_take(&content, path, NULL, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, words));
}

static void only_a_regular_file_with_something_in_it_is_examined(void **state)
{
	char folder[] = "/tmp/firmware-XXXXXX";
	AUTO_FREE char *fifo = NULL;
	AUTO_FREE char *huge = NULL;
	int fd;

	(void)state;
	assert_cannot_open("/nonexistent.bin", "/nonexistent.bin");
	assert_cannot_open("/tmp", "directory");
	assert_cannot_open("/dev/zero", "regular");
	assert_cannot_open(SAMPLE("neg-empty.bin"), "empty");
	assert_non_null(mkdtemp(folder));
	fifo = mem_printf("%s/fifo", folder);
	huge = mem_printf("%s/huge", folder);
	assert_return_code(mkfifo(fifo, 0600), 0);
	assert_cannot_open(fifo, "is a pipe");
	fd = open(huge, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_return_code(ftruncate(fd, (off_t)FIRMWARE_SIZE_MAX + 1), 0);
	close(fd);
	assert_cannot_open(huge, "too large");
	unlink(fifo);
	unlink(huge);
	rmdir(folder);
}

static void a_file_that_may_not_be_read_is_named(void **state)
{
	char path[] = "/tmp/firmware-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_return_code(fd, 0);
	assert_return_code(fchmod(fd, 0), 0);
	close(fd);
	/* Root may read everything: be somebody else for a moment. */
	if (geteuid() == 0)
		assert_return_code(seteuid(65534), 0);
	assert_cannot_open(path, "Permission denied");
	assert_return_code(seteuid(getuid()), 0);
	unlink(path);
}

static void what_was_examined_is_what_goes_on_the_stick(void **state)
{
	char path[] = "/tmp/firmware-XXXXXX";
	int fd = mkstemp(path);
	struct keyring keys = { 0 };
	static const char text[] = "HDR1 is not all of it, but enough here";
	uint8_t seen[sizeof(text)];
	struct digest expected;
	struct firmware firmware;

	(void)state;
	assert_return_code(fd, 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	firmware = open_sample(path, &keys);
	assert_int_equal(pwrite(fd, "changed!", 8, 0), 8);
	assert_return_code(ftruncate(fd, 8), 0);
	firmware_finish(&firmware);
	assert_int_equal(firmware.size, sizeof(text) - 1);
	assert_int_equal(pread(firmware.fd, seen, sizeof(seen), 0), sizeof(text) - 1);
	assert_memory_equal(seen, text, sizeof(text) - 1);
	expected = digest_of(DIGEST_SHA256, (struct bytes){ seen, sizeof(text) - 1 });
	assert_true(digest_equal(&firmware.sha256, &expected));
	assert_int_not_equal(pwrite(firmware.fd, "x", 1, 0), 1); /* sealed */
	firmware_done(&firmware);
	close(fd);
	unlink(path);
}

static void the_right_file_for_the_model_suits(void **state)
{
	struct keyring keys = test_keys();

	(void)state;
	assert_true(
	        suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys, demand_for(&for_r3g), ""));
	keyring_done(&keys);
}

static void each_refusal_gives_the_true_reason(void **state)
{
	struct keyring keys = test_keys();
	struct firmware_demand small = demand_for(&for_r3g);

	(void)state;
	small.size_max = 1000;
	assert_false(suits(SAMPLE("neg-not-firmware-error-page.bin"), &keys, demand_for(&for_r3g),
	                   "not firmware"));
	assert_false(suits(SAMPLE("xiaomi-bad-truncated.bin"), &keys, demand_for(&for_r3g),
	                   "truncated"));
	assert_false(suits(SAMPLE("trx-v1.trx"), &keys, demand_for(&for_r3g), "TRX"));
	assert_false(suits(SAMPLE("openwrt-sysupgrade-nand-meta.bin"), &keys, demand_for(&for_r3g),
	                   "OpenWrt"));
	assert_false(suits(SAMPLE("xiaomi-ssh-type12.bin"), &keys, demand_for(&for_r3g),
	                   "unlock file for one unit"));
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys, demand_for(&for_r3p),
	                   "R3G"));
	assert_false(suits(SAMPLE("xiaomi-bad-crc.bin"), &keys, demand_for(&for_r3g), "CRC-32"));
	assert_false(suits(SAMPLE("xiaomi-bad-sig-crcfixed.bin"), &keys, demand_for(&for_r3g),
	                   "altered"));
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys, small, "at most"));
	keyring_done(&keys);
}

/* A file in memory with everything wrong with it at once. */
static struct firmware all_wrong(void)
{
	static char name[] = "x.bin";
	struct firmware firmware = { .path = name, .name = name, .fd = -1 };
	struct findings *found = &firmware.findings;

	firmware.size = 5000;
	snprintf(found->never, sizeof(found->never), "is never right");
	snprintf(found->signature_detail, sizeof(found->signature_detail), "who knows");
	found->completeness = COMPLETE_TRUNCATED;
	found->signature = SIGNATURE_CRAFTED;
	found->board_count = 1;
	strcpy(found->boards[0].code, "99");
	found->check_count = 2;
	found->checks[1] = (struct check){ .name = "sum", .result = CHECK_BAD };
	return firmware;
}

static void assert_refused(struct firmware *firmware, const struct firmware_demand *demand,
                           const char *words)
{
	bool unsigned_accepted = false;
	struct failure why;

	assert_false(firmware_suits(firmware, demand, &unsigned_accepted, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	if (!strstr(why.text, words))
		print_error("'%s' is not in: %s\n", words, why.text);
	assert_non_null(strstr(why.text, words));
	assert_false(unsigned_accepted);
}

/* One fault after the other is mended; the next one must come to light. */
static void the_first_true_reason_is_given(void **state)
{
	struct firmware firmware = all_wrong();
	struct findings *found = &firmware.findings;
	struct firmware_demand demand = demand_for(&for_r3g);

	(void)state;
	demand.size_max = 4999;
	assert_refused(&firmware, &demand, "is never right"); /* no format: not firmware */
	found->never[0] = '\0';
	assert_refused(&firmware, &demand, "is not firmware of a supported format");
	found->format = "uimage";
	strcpy(found->never, "is never right");
	assert_refused(&firmware, &demand, "is truncated");
	found->completeness = COMPLETE_TRAILING;
	assert_refused(&firmware, &demand, "accepts only a Xiaomi HDR1 image");
	found->format = "xiaomi-hdr1";
	assert_refused(&firmware, &demand, "is never right");
	found->never[0] = '\0';
	assert_refused(&firmware, &demand, "another model (code 99)");
	strcpy(found->boards[0].code, "13");
	assert_refused(&firmware, &demand, "wrong sum");
	found->check_count = 1;
	assert_refused(&firmware, &demand, "crafted");
	found->signature = SIGNATURE_ALTERED;
	assert_refused(&firmware, &demand, "altered");
	found->signature = SIGNATURE_UNKNOWN_KEY;
	assert_refused(&firmware, &demand, "unexpected data at its end");
	found->completeness = COMPLETE_EXACT;
	assert_refused(&firmware, &demand, "at most");
	demand.size_max = 5000;
	assert_refused(&firmware, &demand, "--accept-unsigned");
	found->signature = SIGNATURE_MISSING;
	assert_refused(&firmware, &demand, "--accept-unsigned");
	found->signature = SIGNATURE_VALID;
	assert_true(firmware_suits(&firmware, &demand, &(bool){ false }, &(struct failure){ 0 }));
}

static void accept_unsigned_accepts_an_unknown_origin_and_nothing_else(void **state)
{
	struct firmware firmware = all_wrong();
	struct findings *found = &firmware.findings;
	struct firmware_demand demand = demand_for(&for_r3g);
	static const enum signature pardoned[] = { SIGNATURE_MISSING, SIGNATURE_UNKNOWN_KEY };

	(void)state;
	demand.accept_unsigned = true;
	*found = (struct findings){ .format = "xiaomi-hdr1", .board_count = 1 };
	strcpy(found->boards[0].code, "13");
	for (size_t i = 0; i < ARRAY_LEN(pardoned); i++) {
		bool unsigned_accepted = false;
		struct failure why;

		found->signature = pardoned[i];
		assert_true(firmware_suits(&firmware, &demand, &unsigned_accepted, &why));
		assert_true(unsigned_accepted);
		found->signature = SIGNATURE_VALID;
		assert_true(firmware_suits(&firmware, &demand, &unsigned_accepted, &why));
		assert_false(unsigned_accepted);
	}
	found->signature = SIGNATURE_ALTERED;
	assert_refused(&firmware, &demand, "altered");
	found->signature = SIGNATURE_CRAFTED;
	assert_refused(&firmware, &demand, "crafted");
	found->signature = SIGNATURE_MISSING;
	strcpy(found->boards[0].code, "14");
	assert_refused(&firmware, &demand, "another model");
	strcpy(found->boards[0].code, "13");
	found->completeness = COMPLETE_TRUNCATED;
	assert_refused(&firmware, &demand, "truncated");
	found->completeness = COMPLETE_TRAILING;
	assert_refused(&firmware, &demand, "unexpected data at its end");
	found->completeness = COMPLETE_EXACT;
	found->checks[0] = (struct check){ .name = "CRC-32", .result = CHECK_BAD };
	found->check_count = 1;
	assert_refused(&firmware, &demand, "CRC-32");
}

static void the_samples_are_accepted_unsigned_as_the_rules_say(void **state)
{
	struct keyring none = { 0 };
	struct keyring keys = test_keys();
	struct firmware_demand demand = demand_for(&for_r3g);

	(void)state;
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &none, demand,
	                   "--accept-unsigned"));
	demand.accept_unsigned = true;
	assert_true(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &none, demand, ""));
	assert_false(suits(SAMPLE("xiaomi-bad-crc.bin"), &none, demand, "CRC-32"));
	assert_false(suits(SAMPLE("xiaomi-bad-truncated.bin"), &none, demand, "truncated"));
	assert_false(suits(SAMPLE("xiaomi-bad-sig-crcfixed.bin"), &keys, demand, "altered"));
	assert_false(
	        suits(SAMPLE("xiaomi-ssh-type12.bin"), &keys, demand, "unlock file for one unit"));
	demand.accepts = &for_r3p;
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &none, demand, "R3G"));
	keyring_done(&keys);
}

/* What is only missing or unknown to everybody is said, and is not unsound by itself. */
static void sound_is_what_has_nothing_wrong_with_it(void **state)
{
	static char name[] = "x.bin";
	static const struct {
		struct findings found;
		bool sound;
	} cases[] = {
		{ { .format = "xiaomi-hdr1", .signature = SIGNATURE_VALID }, true },
		{ { .format = "xiaomi-hdr1", .signature = SIGNATURE_MISSING }, true },
		{ { .format = "xiaomi-hdr1", .signature = SIGNATURE_UNKNOWN_KEY }, true },
		{ { .format = "xiaomi-hdr1",
		    .signature = SIGNATURE_UNKNOWN_KEY,
		    .signature_checkable = true },
		  false },
		{ { .format = "xiaomi-hdr1", .signature = SIGNATURE_ALTERED }, false },
		{ { .format = "xiaomi-hdr1", .signature = SIGNATURE_CRAFTED }, false },
		{ { .format = "xiaomi-hdr1", .never = "is bound to one unit" }, true },
		{ { .format = "uimage", .completeness = COMPLETE_PADDED }, true },
		{ { .format = "uimage", .completeness = COMPLETE_TRAILING }, false },
		{ { .format = "uimage", .completeness = COMPLETE_TRUNCATED }, false },
		{ { .format = "uimage", .completeness = COMPLETE_UNKNOWN }, false },
		{ { .format = "uimage", .completeness = COMPLETE_UNSTATED }, true },
		{ { .format = "uimage",
		    .check_count = 1,
		    .checks = { { "a", CHECK_UNKNOWN, "" } } },
		  true },
		{ { .format = "uimage", .check_count = 1, .checks = { { "a", CHECK_BAD, "" } } },
		  false },
		{ { .format = NULL }, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct firmware firmware = { .name = name, .findings = cases[i].found };
		struct failure why = { 0 };

		if (firmware_is_sound(&firmware, &why) != cases[i].sound)
			print_error("case %zu: %s\n", i, why.text);
		assert_int_equal(firmware_is_sound(&firmware, &why), cases[i].sound);
	}
}

static const char *other_model(const void *context, const char *format, const char *code)
{
	(void)context;
	(void)format;
	(void)code;
	return "R9X";
}

static void two_names_for_the_model_are_warned_about(void **state)
{
	struct keyring keys = test_keys();
	struct firmware firmware = open_sample(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys);
	struct firmware_demand demand = demand_for(&for_r3g);
	bool unsigned_accepted;
	struct failure why;
	size_t before;

	(void)state;
	firmware_finish(&firmware);
	before = firmware.findings.warning_count;
	assert_true(firmware_suits(&firmware, &demand, &unsigned_accepted, &why));
	assert_int_equal(firmware.findings.warning_count, before);
	demand.code_model = other_model;
	assert_true(firmware_suits(&firmware, &demand, &unsigned_accepted, &why));
	assert_int_equal(firmware.findings.warning_count, before + 1);
	assert_non_null(strstr(firmware.findings.warnings[before], "R9X"));
	firmware_done(&firmware);
	keyring_done(&keys);
}

static void a_boards_two_spellings_are_one(void **state)
{
	(void)state;
	assert_true(board_code_equal("xiaomi,mi-router-3g", "xiaomi_mi-router-3g"));
	assert_true(board_code_equal("13", "13"));
	assert_false(board_code_equal("13", "1"));
	assert_false(board_code_equal("1", "13"));
	assert_false(board_code_equal("a_b", "a-b"));
	assert_false(board_code_equal("xiaomi,mi-router-3g", "xiaomi,mi-router-3g-v2"));
}

static void released_firmware_keeps_its_findings(void **state)
{
	struct keyring keys = test_keys();
	struct firmware firmware = open_sample(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys);
	const int fd = firmware.fd;

	(void)state;
	firmware_close(&firmware);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(firmware.findings.signature, SIGNATURE_VALID);
	firmware_done(&firmware);
	keyring_done(&keys);
}

TEST_MAIN(TEST(a_boards_two_spellings_are_one),
          TEST(only_a_regular_file_with_something_in_it_is_examined),
          TEST(a_file_that_may_not_be_read_is_named),
          TEST(what_was_examined_is_what_goes_on_the_stick),
          TEST(the_right_file_for_the_model_suits), TEST(each_refusal_gives_the_true_reason),
          TEST(the_first_true_reason_is_given),
          TEST(accept_unsigned_accepts_an_unknown_origin_and_nothing_else),
          TEST(the_samples_are_accepted_unsigned_as_the_rules_say),
          TEST(sound_is_what_has_nothing_wrong_with_it),
          TEST(two_names_for_the_model_are_warned_about),
          TEST(released_firmware_keeps_its_findings))
