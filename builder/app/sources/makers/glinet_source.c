/* GL.iNet's list. It has a SHA-256 of each file, which https alone stands behind. */
#include "app/sources/makers/maker_list.h"

static const char *const domains[] = { "gl-inet.com", NULL };

const struct maker_list glinet_list = {
	.vendor = "glinet",
	.title = "GL.iNet",
	.server = "https://firmware-api.gl-inet.com",
	.variable = "MKRESCUE_GLINET_URL",
	.path = "/cloud-api/model/info?model=",
	.domains = domains,
	.read = makerlist_read_glinet,
};
