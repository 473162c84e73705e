/* url - what a text must begin with to be an address that is downloaded from. */
#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

/* The length of "https://" or "http://" at its beginning, in any case; 0: it is no address. */
size_t url_scheme(const char *text);

/* Whether it is an address that only TLS is used for. */
bool url_is_https(const char *text);

#endif
