/*
 * upgrade - a vendor file of an older schema made one of today's.
 *
 * Files of schema 1 do not say so. In `network` they have `pc_address` and `device_address`, which
 * are prose; schema 2 has lists of addresses for both, and a `lease`. In `before` they have texts;
 * schema 2 has objects. The `button` of a step is what the finger does, which schema 2 has as the
 * step's `act`.
 */
#ifndef UPGRADE_H
#define UPGRADE_H

#include "base/json.h"

enum { UPGRADE_SCHEMA = 2 };

/* Whether it is a vendor file of schema 1. */
bool upgrade_is_needed(const json_t *document);

/*
 * A new document of schema 2 with everything that the old one has, in its order. Prose in which
 * no address is recognised becomes a note, and is reported with its place; `problems` may be NULL.
 * A new reference.
 */
json_t *upgrade_document(const json_t *document, struct json_problems *problems);

/* The part of it that is about `before` and `steps` of `item`, a copy of a model or procedure. */
void upgrade_steps(json_t *item);

#endif
