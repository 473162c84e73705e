/* The confined way gives the same answers as the direct one, and believes nobody. */
#include "firmware/sandbox/reply.h"
#include "firmware/transform.h"

#include "base/mem.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "both_ways.h"

static void every_sample_is_the_same_both_ways(void **state)
{
	struct samples samples;

	(void)state;
	samples_load(&samples);
	assert_int_equal(compare_samples(&samples), 0);
	samples_done(&samples);
}

/* A row that is the same in every run (Knuth, TAOCP 2, 3.3.4, line 26). */
static uint8_t next_byte(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint8_t)(*state >> 56);
}

static void assert_ends(const char *text, size_t size)
{
	assert_true(strnlen(text, size) < size);
	for (size_t i = 0; text[i]; i++)
		assert_true((unsigned char)text[i] >= ' ');
}

static void assert_possible(const struct findings *found)
{
	assert_true(found->layer_count <= LAYER_MAX && found->board_count <= BOARD_MAX &&
	            found->check_count <= CHECK_MAX && found->segment_count <= SEGMENT_MAX &&
	            found->warning_count <= WARNING_MAX);
	assert_ends(found->container, sizeof(found->container));
	assert_ends(found->never, sizeof(found->never));
	for (size_t i = 0; i < found->board_count; i++)
		assert_ends(found->boards[i].code, sizeof(found->boards[i].code));
	for (size_t i = 0; i < found->check_count; i++)
		assert_ends(found->checks[i].detail, sizeof(found->checks[i].detail));
}

static void random_bytes_are_refused_or_harmless(void **state)
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));
	struct findings *found = mem_zalloc(1, sizeof(*found));
	uint64_t random = 1;
	int taken = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		bool unread;

		for (size_t i = 0; i < sizeof(*reply); i++)
			((uint8_t *)reply)[i] = round % 2 ? next_byte(&random) : 0;
		for (int i = 0; i < round / 2; i++)
			((uint8_t *)reply)[(size_t)next_byte(&random) * sizeof(*reply) / 256 +
			                   next_byte(&random) % 64] = next_byte(&random);
		if (reply_read(reply, found, &unread)) {
			assert_possible(found);
			taken++;
		}
	}
	assert_possible(found);
	assert_true(taken > 0 && taken < 1000);
	free(reply);
	free(found);
}

/* What one lie does to findings that are right otherwise. */
static bool is_taken(void (*lie)(struct reply *reply))
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));
	struct findings *found = mem_zalloc(1, sizeof(*found));
	bool unread = false;
	bool taken;

	found->format = "zip";
	found->layers[0] = "zip";
	found->layer_count = 1;
	found->board_count = 1;
	found->check_count = 1;
	reply_write(reply, found, false);
	lie(reply);
	taken = reply_read(reply, found, &unread);
	free(reply);
	free(found);
	return taken;
}

static void no_lie(struct reply *reply)
{
	(void)reply;
}

static void unknown_format(struct reply *reply)
{
	memcpy(reply->format, "zap", 4);
}

static void name_that_is_no_format(struct reply *reply)
{
	memcpy(reply->format, "unknown", 8);
}

static void endless_layer(struct reply *reply)
{
	memset(reply->layers[0], 'z', REPLY_ID);
}

static void unknown_board_format(struct reply *reply)
{
	memcpy(reply->boards[0], "zap", 4);
}

static void too_many_boards(struct reply *reply)
{
	reply->findings.board_count = BOARD_MAX + 1;
}

static void too_many_checks(struct reply *reply)
{
	reply->findings.check_count = SIZE_MAX;
}

static void impossible_result(struct reply *reply)
{
	reply->findings.checks[0].result = (enum check_result)77;
}

static void impossible_origin(struct reply *reply)
{
	reply->findings.origin = (enum origin) - 1;
}

static void every_lie_about_numbers_and_formats_is_refused(void **state)
{
	(void)state;
	assert_true(is_taken(no_lie));
	assert_false(is_taken(unknown_format));
	assert_false(is_taken(name_that_is_no_format));
	assert_false(is_taken(endless_layer));
	assert_false(is_taken(unknown_board_format));
	assert_false(is_taken(too_many_boards));
	assert_false(is_taken(too_many_checks));
	assert_false(is_taken(impossible_result));
	assert_false(is_taken(impossible_origin));
}

static void texts_end_and_give_a_terminal_no_orders(void **state)
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));
	struct findings *found = mem_zalloc(1, sizeof(*found));
	bool unread = false;

	(void)state;
	memset(reply->findings.never, 'n', sizeof(reply->findings.never));
	memcpy(reply->findings.version, "1\033[2J", 6);
	reply->unread = 7;
	assert_true(reply_read(reply, found, &unread));
	assert_true(unread);
	assert_int_equal(strlen(found->never), sizeof(found->never) - 1);
	assert_null(strchr(found->version, '\033'));
	free(reply);
	free(found);
}

static struct digest unpacked_digest(const char *path, bool apart)
{
	const struct keyring keys = { .sandboxed = apart };
	struct transformed out;
	struct firmware firmware;
	struct digest digest;
	struct failure why;

	assert_true(firmware_open(&firmware, path, &keys, &why));
	assert_true(transform_apply(&firmware, CHANGE_UNPACK, &out, NULL, &why));
	assert_int_equal(out.size, 614400);
	digest = out.sha256;
	transformed_done(&out);
	firmware_done(&firmware);
	return digest;
}

static void what_is_unpacked_is_the_same_both_ways(void **state)
{
	static const char *const paths[] = { SAMPLES "disk-mbr.img.gz", SAMPLES "disk-mbr.img.xz" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct digest here = unpacked_digest(paths[i], false);
		struct digest apart = unpacked_digest(paths[i], true);

		assert_true(digest_equal(&here, &apart));
	}
}

static void why_a_file_cannot_be_unpacked_is_told(void **state)
{
	const struct keyring keys = { .sandboxed = true };
	struct transformed out;
	struct firmware firmware;
	struct failure why;

	(void)state;
	assert_true(firmware_open(&firmware, SAMPLES "disk-mbr-truncated.img.gz", &keys, &why));
	assert_false(transform_apply(&firmware, CHANGE_UNPACK, &out, NULL, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_string_equal(why.text, "cannot unpack 'disk-mbr-truncated.img.gz': it is truncated");
	transformed_done(&out);
	firmware_done(&firmware);
}

static void the_one_file_of_a_zip_that_fits_is_taken_out_apart(void **state)
{
	static const char *const codes[] = { "18" };
	static const char *const others[] = { "13" };
	const struct keyring keys = { .sandboxed = true };
	struct firmware_accept accept = { "xiaomi-hdr1", codes, 1 };
	struct firmware_demand demand = { .model = "R4CM", .accepts = &accept, .accept_count = 1 };
	struct firmware archive;
	struct firmware firmware;
	struct failure why;

	(void)state;
	assert_true(firmware_open(&archive, SAMPLES "vendor.zip", &keys, &why));
	assert_true(firmware_open_member(&firmware, &archive, &demand, &keys, &why));
	assert_string_equal(firmware.name, "miwifi_r4cm_test.bin");
	assert_int_equal(firmware.size, 10672);
	assert_int_equal(pwrite(firmware.fd, "X", 1, 0), -1);
	firmware_done(&firmware);
	accept.codes = others;
	assert_false(firmware_open_member(&firmware, &archive, &demand, &keys, &why));
	assert_non_null(strstr(why.text, "no file in 'vendor.zip' fits"));
	firmware_done(&archive);
}

static const struct firmware_accept any = { FORMAT_ANY, NULL, 0 };
static const struct firmware_demand any_demand = { .model = "a router",
	                                           .accepts = &any,
	                                           .accept_count = 1 };

/* No key is where the keyring says: a reader that tries it crashes, as one may that a file attacks.
 */
static void a_file_that_stops_its_reader_is_not_sound(void **state)
{
	void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct keyring keys = { .keys = nothing, .count = 1, .sandboxed = true };
	struct firmware firmware;
	struct failure why = { 0 };

	(void)state;
	signal(SIGSEGV, SIG_DFL); /* cmocka's own would go on with the tests there */
	assert_true(
	        firmware_open(&firmware, SAMPLES "xiaomi-hdr1-r3g-sha1-8slots.bin", &keys, &why));
	assert_false(firmware_is_sound(&firmware, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_string_equal(why.text, "cannot examine 'xiaomi-hdr1-r3g-sha1-8slots.bin': the "
	                              "process that reads it was stopped; "
	                              "the file may have been made to attack this program");
	assert_false(firmware_fits(&firmware, &any_demand, &why));
	assert_null(firmware.findings.format);
	firmware_done(&firmware);
	munmap(nothing, 4096);
}

static void a_file_that_takes_too_long_is_not_sound(void **state)
{
	const struct process_limits none = { restrict_usual_limits(), 0, 0 };
	const struct keyring keys = { .sandboxed = true, .sandbox_limits = &none };
	struct firmware firmware;
	struct failure why = { 0 };

	(void)state;
	assert_true(firmware_open(&firmware, SAMPLES "disk-mbr.img.gz", &keys, &why));
	assert_false(firmware_is_sound(&firmware, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, "could not be examined in time"));
	assert_null(strstr(why.text, "attack"));
	assert_false(firmware_fits(&firmware, &any_demand, &why));
	firmware_done(&firmware);
}

/* The limit cannot be undone: the last test. */
static void a_limit_of_the_user_is_no_attack(void **state)
{
	const struct rlimit little = { 64 << 10, 64 << 10 };
	const struct keyring keys = { .sandboxed = true };
	struct transformed out;
	struct firmware firmware;
	struct failure why = { 0 };

	(void)state;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	assert_true(firmware_open(&firmware, SAMPLES "disk-mbr.img.gz", &keys, &why));
	firmware_finish(&firmware);
	assert_false(firmware.stopped);
	assert_string_equal(firmware.findings.completeness_detail,
	                    "there was no space to unpack it");
	assert_false(transform_apply(&firmware, CHANGE_UNPACK, &out, NULL, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_string_equal(why.text, "cannot unpack 'disk-mbr.img.gz': File too large");
	transformed_done(&out);
	firmware_done(&firmware);
}

TEST_MAIN(TEST(every_sample_is_the_same_both_ways), TEST(random_bytes_are_refused_or_harmless),
          TEST(every_lie_about_numbers_and_formats_is_refused),
          TEST(texts_end_and_give_a_terminal_no_orders),
          TEST(what_is_unpacked_is_the_same_both_ways), TEST(why_a_file_cannot_be_unpacked_is_told),
          TEST(the_one_file_of_a_zip_that_fits_is_taken_out_apart),
          TEST(a_file_that_stops_its_reader_is_not_sound),
          TEST(a_file_that_takes_too_long_is_not_sound), TEST(a_limit_of_the_user_is_no_attack))
