/* firmware/firmware: images as OpenWrt and LEDE ship them, where there is a folder with some. */
#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { SKIPPED = 77 };

/* Refused for the Mini, and for the true reason. */
static void assert_refused(const char *path, const char *what)
{
	static const char *const codes[] = { "3" };
	static const struct firmware_accept for_r1cm = { "xiaomi-hdr1", codes, 1 };
	const struct firmware_demand demand = { .model = "the Mini",
		                                .accepts = &for_r1cm,
		                                .accept_count = 1 };
	const struct keyring keys = { 0 };
	struct firmware firmware;
	bool unsigned_accepted;
	struct failure why;

	assert_true(firmware_open(&firmware, path, &keys, &why));
	assert_false(firmware_suits(&firmware, &demand, &unsigned_accepted, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, what));
	assert_non_null(strstr(why.text, "a Xiaomi HDR1 image"));
	firmware_done(&firmware);
}

static void real_openwrt_images_are_recognised_and_refused_for_the_mini(void **state)
{
	static const struct {
		const char *file;
		const char *what; /* they are recognised as this */
	} images[] = {
		{ "lede-17.01.4-ramips-mt7620-miwifi-mini-squashfs-sysupgrade.bin",
		  "is a uImage with OpenWrt metadata for 'miwifi-mini'" },
		{ "openwrt-15.05.1-ramips-rt305x-rt-n13u-squashfs-sysupgrade.bin", "is a uImage" },
		{ "openwrt-ar71xx-generic-ubnt-nano-m-squashfs-factory.bin",
		  "is a Ubiquiti image" },
		{ "openwrt-ramips-mt7621-xiaomi_mir3g-v2-squashfs-sysupgrade.bin",
		  "is a uImage with OpenWrt metadata for 'xiaomi,mir3g-v2'" },
		{ "openwrt-ramips-mt76x8-tl-wr840n-v6.2-squashfs-sysupgrade.bin",
		  "is a TP-Link image (header 3) with OpenWrt metadata for 'tl-wr840n-v6.2'" },
		{ "openwrt-wnr854t-squashfs-factory.img",
		  "is a Netgear image with a model header" },
	};
	const char *folder = getenv("MKRESCUE_REAL_FIRMWARE");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(images); i++) {
		AUTO_FREE char *path = mem_printf("%s/%s", folder, images[i].file);

		print_message("%s\n", images[i].file);
		assert_refused(path, images[i].what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(real_openwrt_images_are_recognised_and_refused_for_the_mini),
	};

	if (!getenv("MKRESCUE_REAL_FIRMWARE")) {
		print_message("SKIPPED: MKRESCUE_REAL_FIRMWARE names no folder with real images\n");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
