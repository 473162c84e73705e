/*
 * Formats that are known by their magic only.
 *
 * Magics as in openwrt/firmware-utils@d21804ad, onekey-sec/unblob@d5870cac,
 * ReFirmLabs/binwalk@4b09fca2 and the specifications of the file systems and archives.
 */
#include "firmware/formats/format.h"

#define NAMED(name, text, ...) \
	&(const struct format) \
	{ \
		.id = (name), .title = (text), .rank = RANK_NAMED, .magic = { __VA_ARGS__ } \
	}

FORMATS(named, NAMED("tplink-rtos", "a TP-Link RTOS image", MAGIC(0, "\x00\x14\x2f\xc0")),
        NAMED("tplink-safeloader", "a TP-Link safeloader image", MAGIC(0x1014, "fwup-ptn ")),
        NAMED("netgear-chk", "a Netgear CHK image", MAGIC(0, "*#$^")),
        NAMED("netgear-dni", "a Netgear DNI image", MAGIC(0, "device:")),
        NAMED("netgear-encrypted", "an encrypted Netgear image", MAGIC(0x200, "encrpted_img")),
        NAMED("netgear-addheader", "a Netgear image with a model header", MAGIC(0, "NG_")),
        NAMED("sercomm", "a Sercomm image", MAGIC(0, "sErCoMm")),
        NAMED("sercomm", "a Sercomm image", MAGIC(-71, "sErCoMm")),
        NAMED("dlink-encrypted", "an encrypted D-Link image", MAGIC(0, "encrpted_img")),
        NAMED("seama", "a SEAMA image", MAGIC(0, "\x5e\xa3\xa4\x17")),
        NAMED("seama", "a SEAMA image", MAGIC(0, "\x17\xa4\xa3\x5e")),
        NAMED("wrg", "a WRG image", MAGIC(32, "\x20\x04\x02\x20\x20\x04\x02\x20")),
        NAMED("wrg", "a WRG image", MAGIC(32, "\x20\x02\x04\x20\x20\x02\x04\x20")),
        NAMED("wrgg", "a WRGG03 image", MAGIC(32, "\x21\x03\x08\x20\x21\x03\x08\x20")),
        NAMED("dlink-jboot", "a D-Link JBOOT image", MAGIC(64, "\x42\x48")),
        NAMED("dlink-jboot", "a D-Link JBOOT image", MAGIC(0, "\x04\x04\x24\x2b")),
        NAMED("dlink-jboot", "a D-Link JBOOT image", MAGIC(0, "\xff\x04\x24\x2b")),
        NAMED("dlink-shrs", "an encrypted D-Link image", MAGIC(0, "SHRS")),
        NAMED("dlink-mh01", "an encrypted D-Link image", MAGIC(0, "MH01")),
        NAMED("dlink-tlv", "a D-Link TLV image", MAGIC(0, "\x64\x80\x19\x40")),
        NAMED("dlink-dkbs", "a D-Link DKBS image", MAGIC(7, "_dkbs_")),
        NAMED("dlink-package", "a D-Link package", MAGIC(0, "FPKG")),
        NAMED("dlink-package", "a D-Link package", MAGIC(0, "CPKG")),
        NAMED("ubiquiti", "a Ubiquiti image", MAGIC(0, "OPEN")),
        NAMED("ubiquiti", "a Ubiquiti image", MAGIC(0, "UBNT")),
        NAMED("ubiquiti", "a Ubiquiti image", MAGIC(0, "GEOS")),
        NAMED("mikrotik-npk", "a MikroTik package", MAGIC(0, "\x1e\xf1\xd0\xba")),
        NAMED("mikrotik-dpk", "a MikroTik package", MAGIC(0, "\xfb\x0f\x10\xa1")),
        NAMED("luxul", "a Luxul image", MAGIC(0, "LXL#")),
        NAMED("elf", "an ELF program or kernel",
              MAGIC(0, "\x7f"
                       "ELF")));
