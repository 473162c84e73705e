/*
 * model_match - whether a file is for the recipe's model, by all that it says of its board:
 * codes of its container, OpenWrt's boards in metadata, archive and device tree, and a file
 * name as OpenWrt gives them.
 *
 * A name speaks against the model only where it is known to be another device's. One that is
 * not known says nothing.
 */
#ifndef MODEL_MATCH_H
#define MODEL_MATCH_H

#include "app/knowledge/knowledge.h"
#include "firmware/firmware.h"

enum model_match {
	MODEL_NOT_STATED,      /* there is nothing to compare */
	MODEL_MATCHED_BY_NAME, /* only the file's name says so */
	MODEL_MATCHED,
};

/* "not stated", "matched by name", "matched" */
const char *model_match_name(enum model_match match);

/*
 * By the accept that takes the file, NULL where any content is taken. FAIL_FIRMWARE when the
 * file is another model's. Does not wait for checksums.
 */
bool model_match(const struct knowledge *knowledge, const struct recipe *recipe,
                 const struct firmware *firmware, const struct firmware_accept *accept,
                 enum model_match *out, struct failure *why) MUST_CHECK;

/* A board that the file names; NULL: it names none. Borrowed from the firmware. */
const char *model_claimed(const struct firmware *firmware);

#endif
