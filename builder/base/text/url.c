#include "base/text/url.h"

#include <string.h>
#include <strings.h>

static const char https[] = "https://";
static const char http[] = "http://";

size_t url_scheme(const char *text)
{
	if (url_is_https(text))
		return sizeof(https) - 1;
	return strncasecmp(text, http, sizeof(http) - 1) == 0 ? sizeof(http) - 1 : 0;
}

bool url_is_https(const char *text)
{
	return strncasecmp(text, https, sizeof(https) - 1) == 0;
}
