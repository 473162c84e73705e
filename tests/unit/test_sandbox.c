/* The confined way gives the same answers as the direct one. */
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

/* All that is unpacked shares one file: the second content does not begin where that does. */
static void what_is_packed_three_times_is_recognised(void **state)
{
	static const char command[] = "{ printf '\\120\\52\\115\\30\\4\\0\\0\\0abcd'; "
	                              "yes | head -c 9000 | zstd -qc; } | gzip -c | gzip -c > %s";
	const struct keyring keys = { .sandboxed = true };
	char path[] = "/tmp/packed-XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_FREE char *line = NULL;
	struct firmware firmware;
	struct failure why;

	(void)state;
	assert_return_code(fd, 0);
	line = mem_printf(command, path);
	assert_int_equal(system(line), 0);
	assert_true(firmware_open(&firmware, path, &keys, &why));
	firmware_finish(&firmware);
	assert_string_equal(firmware.findings.container, "gzip > gzip > zstd");
	firmware_done(&firmware);
	unlink(path);
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

TEST_MAIN(TEST(every_sample_is_the_same_both_ways), TEST(what_is_packed_three_times_is_recognised),
          TEST(what_is_unpacked_is_the_same_both_ways), TEST(why_a_file_cannot_be_unpacked_is_told),
          TEST(the_one_file_of_a_zip_that_fits_is_taken_out_apart),
          TEST(a_file_that_stops_its_reader_is_not_sound),
          TEST(a_file_that_takes_too_long_is_not_sound), TEST(a_limit_of_the_user_is_no_attack))
