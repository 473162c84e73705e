/* TP-Link's header has no magic: its version, then text (openwrt/firmware-utils@d21804ad). */
#include "base/bytes.h"
#include "firmware/formats/format.h"

enum { HEADER = 0x200 };

static bool is_tplink(struct view file, uint8_t version)
{
	uint8_t start[6];

	return file.size >= HEADER && view_read(file, 0, start, sizeof(start)) &&
	       get_le32(start) == version && start[4] >= ' ' && start[4] <= '~' &&
	       start[5] >= ' ' && start[5] <= '~';
}

static bool is_v1(struct view file)
{
	return is_tplink(file, 1);
}

static bool is_v2(struct view file)
{
	return is_tplink(file, 2);
}

static bool is_v3(struct view file)
{
	return is_tplink(file, 3);
}

static const struct format v1 = {
	.id = "tplink-v1",
	.title = "a TP-Link image (header 1)",
	.rank = RANK_STRUCTURE,
	.recognise = is_v1,
};

static const struct format v2 = {
	.id = "tplink-v2",
	.title = "a TP-Link image (header 2)",
	.rank = RANK_STRUCTURE,
	.recognise = is_v2,
};

static const struct format v3 = {
	.id = "tplink-v3",
	.title = "a TP-Link image (header 3)",
	.rank = RANK_STRUCTURE,
	.recognise = is_v3,
};

FORMATS(tplink, &v1, &v2, &v3);
