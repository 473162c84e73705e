/* curl_library - the functions of libcurl, which is loaded when one is needed (library.h). */
#ifndef CURL_LIBRARY_H
#define CURL_LIBRARY_H

#include "base/fail.h"

#include <curl/curl.h>

/* Without their prefix, because the header has macros of their names. */
#define CURL_FUNCTIONS(EACH) \
	EACH(easy_cleanup) \
	EACH(easy_getinfo) \
	EACH(easy_header) \
	EACH(easy_init) \
	EACH(easy_perform) \
	EACH(easy_setopt) \
	EACH(easy_strerror) \
	EACH(slist_append) \
	EACH(slist_free_all) \
	EACH(version_info)

#define CURL_MEMBER(name) __typeof__ (&curl_##name)(name);

struct curl_library {
	CURL_FUNCTIONS(CURL_MEMBER)
};

#undef CURL_MEMBER

bool curl_library_load(struct curl_library *out, struct failure *why) MUST_CHECK;

#endif
