#include "firmware/formats/named.h"

#include "firmware/findings.h"
#include "firmware/formats/format.h"
#include "firmware/formats/fwtool.h"

void named_parse(struct bytes file, struct findings *out)
{
	findings_complete(out, COMPLETE_UNKNOWN, "its checksums are not known to this version");
	fwtool_parse(file, out);
}

void named_check(struct bytes file, const struct keyring *keys, struct findings *out)
{
	(void)keys;
	fwtool_check(file, out);
}

/* TP-Link's header has no magic: its version, then text (openwrt/firmware-utils@d21804ad). */
static bool is_tplink(struct bytes file, uint8_t version)
{
	const uint8_t *header = bytes_at(file, 0, 0x200);

	return header && get_le32(header) == version && header[4] >= ' ' && header[4] <= '~' &&
	       header[5] >= ' ' && header[5] <= '~';
}

static bool is_tplink_v1(struct bytes file)
{
	return is_tplink(file, 1);
}

static bool is_tplink_v2(struct bytes file)
{
	return is_tplink(file, 2);
}

static bool is_tplink_v3(struct bytes file)
{
	return is_tplink(file, 3);
}

static bool is_anything(struct bytes file)
{
	(void)file;
	return true;
}

const struct format format_tplink_v1 = {
	.id = "tplink-v1",
	.title = "a TP-Link image (header 1)",
	.recognise = is_tplink_v1,
	.parse = named_parse,
	.check = named_check,
};

const struct format format_tplink_v2 = {
	.id = "tplink-v2",
	.title = "a TP-Link image (header 2)",
	.recognise = is_tplink_v2,
	.parse = named_parse,
	.check = named_check,
};

const struct format format_tplink_v3 = {
	.id = "tplink-v3",
	.title = "a TP-Link image (header 3)",
	.recognise = is_tplink_v3,
	.parse = named_parse,
	.check = named_check,
};

const struct format format_unknown = {
	.recognise = is_anything,
	.parse = named_parse,
	.check = named_check,
};
