#include "firmware/firmware.h"

#include "base/mem.h"

#include <fcntl.h>
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

static struct firmware open_sample(const char *path, const struct keyring *keys)
{
	struct firmware firmware;
	struct failure why;

	assert_true(firmware_open(&firmware, path, keys, &why));
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
	struct firmware firmware;
	struct failure why;

	assert_false(firmware_open(&firmware, path, &keys, &why));
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
	assert_cannot_open(fifo, "regular");
	fd = open(huge, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_return_code(ftruncate(fd, (off_t)FIRMWARE_SIZE_MAX + 1), 0);
	close(fd);
	assert_cannot_open(huge, "too big");
	unlink(fifo);
	unlink(huge);
	rmdir(folder);
}

static void what_was_examined_is_what_goes_on_the_stick(void **state)
{
	char path[] = "/tmp/firmware-XXXXXX";
	int fd = mkstemp(path);
	struct keyring keys = { 0 };
	struct digest before;
	struct digest after;
	struct firmware firmware;

	(void)state;
	assert_return_code(fd, 0);
	assert_int_equal(write(fd, "HDR1 is not all of it, but enough here", 38), 38);
	firmware = open_sample(path, &keys);
	assert_int_equal(pwrite(fd, "changed!", 8, 0), 8);
	assert_return_code(ftruncate(fd, 8), 0);
	firmware_settle(&firmware);
	assert_int_equal(firmware.bytes.size, 38);
	assert_memory_equal(firmware.bytes.data, "HDR1", 4);
	before = firmware.sha256;
	after = digest_of(DIGEST_SHA256, firmware.bytes);
	assert_true(digest_equal(&before, &after));
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
	                   "bound to one unit"));
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys, demand_for(&for_r3p),
	                   "R3G"));
	assert_false(suits(SAMPLE("xiaomi-bad-crc.bin"), &keys, demand_for(&for_r3g), "CRC-32"));
	assert_false(suits(SAMPLE("xiaomi-bad-sig-crcfixed.bin"), &keys, demand_for(&for_r3g),
	                   "altered"));
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &keys, small, "at most"));
	keyring_done(&keys);
}

static void accept_unsigned_accepts_an_unknown_origin_and_nothing_else(void **state)
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
	demand.accepts = &for_r3p;
	assert_false(suits(SAMPLE("xiaomi-hdr1-r3g-sha1-8slots.bin"), &none, demand, "R3G"));
	keyring_done(&keys);
}

/* Real files, when somebody has them: OpenWrt's and LEDE's images are not what the stick wants. */
static void real_openwrt_images_are_recognised_and_refused_for_the_mini(void **state)
{
	static const char *const files[] = {
		"lede-17.01.4-ramips-mt7620-miwifi-mini-squashfs-sysupgrade.bin",
		"openwrt-15.05.1-ramips-rt305x-rt-n13u-squashfs-sysupgrade.bin",
		"openwrt-ar71xx-generic-ubnt-nano-m-squashfs-factory.bin",
		"openwrt-ramips-mt7621-xiaomi_mir3g-v2-squashfs-sysupgrade.bin",
		"openwrt-ramips-mt76x8-tl-wr840n-v6.2-squashfs-sysupgrade.bin",
		"openwrt-wnr854t-squashfs-factory.img",
	};
	static const char *const codes[] = { "3" };
	static const struct firmware_accept for_r1cm = { "xiaomi-hdr1", codes, 1 };
	const char *folder = getenv("MKRESCUE_REAL_FIRMWARE");
	struct keyring keys = { 0 };

	(void)state;
	if (!folder) {
		print_message("SKIPPED: MKRESCUE_REAL_FIRMWARE names no folder with real images\n");
		skip();
	}
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO_FREE char *path = mem_printf("%s/%s", folder, files[i]);

		print_message("%s\n", files[i]);
		assert_false(suits(path, &keys, demand_for(&for_r1cm), "Xiaomi's own container"));
	}
}

TEST_MAIN(TEST(only_a_regular_file_with_something_in_it_is_examined),
          TEST(what_was_examined_is_what_goes_on_the_stick),
          TEST(the_right_file_for_the_model_suits), TEST(each_refusal_gives_the_true_reason),
          TEST(accept_unsigned_accepts_an_unknown_origin_and_nothing_else),
          TEST(real_openwrt_images_are_recognised_and_refused_for_the_mini))
