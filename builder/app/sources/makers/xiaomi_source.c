/* Xiaomi's list. Its files prove themselves: they are signed, and name their model. */
#include "app/sources/makers/maker_list.h"

/* eu.bigota.miwifi.com, cdn.cnbj1.fds.api.mi-img.com ... */
static const char *const domains[] = { "miwifi.com", "mi-img.com", NULL };

const struct maker_list xiaomi_list = {
	.vendor = "xiaomi",
	.title = "Xiaomi",
	.server = "https://api.miwifi.com",
	.variable = "MKRESCUE_XIAOMI_URL",
	.path = "/upgrade/log/latest?typeList=",
	.domains = domains,
	.read = makerlist_read_xiaomi,
};
