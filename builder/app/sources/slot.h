/*
 * slot - one file of a recipe as the place that a given or fetched file is to take: what
 * the place demands, in the firmware layer's words.
 */
#ifndef ORDER_SLOT_H
#define ORDER_SLOT_H

#include "app/knowledge/knowledge.h"
#include "app/sources/model_match.h"
#include "app/sources/provenance.h"
#include "firmware/transform.h"

/* Everything is borrowed. */
struct place {
	const struct recipe *recipe;
	const struct wanted_file *wanted; /* one of the recipe's */
	const struct knowledge *knowledge;
	const struct request *request;
	bool raw; /* for a disk image: what is packed is unpacked, whatever the recipe says */
};

/* "miwifi.bin", for messages. */
const char *place_title(const struct wanted_file *wanted);

/* What a place accepts, in the firmware layer's words: behind the `*count` that are there. */
void place_add_accepts(const struct wanted_file *wanted, struct firmware_accept *accepts,
                       size_t *count);

/* FAIL_USAGE says how a file is put together that no program makes from one given file. */
bool place_may_be_made(const struct wanted_file *wanted, struct failure *why) MUST_CHECK;

/* What is done to the file before it is what the router asks for. */
enum change place_change(const struct place *place, const struct firmware *firmware);

/* Container and board, by the header alone; does not wait for checksums. */
bool place_fits(const struct place *place, const struct firmware *firmware,
                struct failure *why) MUST_CHECK;

/* The same, by what is known of the file, not because anything would do. */
bool place_recognises(const struct place *place, const struct firmware *firmware);

struct place_verdict {
	bool any;               /* its format is not known, and any content is taken */
	bool unsigned_accepted; /* only --accept-unsigned let it pass */
	enum model_match model;
	bool model_is_open; /* nothing in it, and nobody who vouches for it, says which model */
};

/* Every check, of the content and of who vouches for it. FAIL_FIRMWARE. */
bool place_suits(const struct place *place, struct firmware *firmware,
                 const struct provenance *provenance, struct place_verdict *out,
                 struct failure *why) MUST_CHECK;

/*
 * The one file in an archive that fits, in its stead. An archive that is itself what the
 * place takes stays as it is.
 */
bool place_take_out(const struct place *place, struct firmware *firmware,
                    struct failure *why) MUST_CHECK;

#endif
