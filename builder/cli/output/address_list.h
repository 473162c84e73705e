/* address_list - the addresses that an object of the cache stands for. */
#ifndef ADDRESS_LIST_H
#define ADDRESS_LIST_H

#include "fetch/store.h"

#include <jansson.h>

json_t *address_list_json(const struct store_notes *notes, const struct digest *sha256);

/* "https://a, https://b", or what else there is to say; cleaned. Owned. */
char *address_list_text(const struct store_notes *notes, const struct digest *sha256);

#endif
