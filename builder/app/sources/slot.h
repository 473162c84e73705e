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
struct slot_terms {
	const struct recipe *recipe;
	const struct slot *slot; /* one of the recipe's */
	const struct knowledge *knowledge;
	const struct request *request;
	bool raw; /* for a disk image: what is packed is unpacked, whatever the recipe says */
};

/* "miwifi.bin", for messages. */
const char *slot_title(const struct slot *slot);

/* What a place accepts, in the firmware layer's words: behind the `*count` that are there. */
void slot_add_accepts(const struct slot *slot, struct firmware_accept *accepts, size_t *count);

/* FAIL_USAGE says how a file is put together that no program makes from one given file. */
bool slot_may_be_made(const struct slot *slot, struct failure *why) MUST_CHECK;

/* What is done to the file before it is what the router asks for. */
enum change slot_change(const struct slot_terms *terms, const struct firmware *firmware);

/* Container and board, by the header alone; does not wait for checksums. */
bool slot_fits(const struct slot_terms *terms, const struct firmware *firmware,
               struct failure *why) MUST_CHECK;

/* The same, by what is known of the file, not because anything would do. */
bool slot_recognises(const struct slot_terms *terms, const struct firmware *firmware);

struct slot_verdict {
	bool any;               /* its format is not known, and any content is taken */
	bool unsigned_accepted; /* only --accept-unsigned let it pass */
	enum model_match model;
	bool model_is_open; /* neither its content nor its origin says which model it is for */
};

/* Every check, of the content and of its origin. FAIL_FIRMWARE. */
bool slot_suits(const struct slot_terms *terms, struct firmware *firmware,
                const struct provenance *provenance, struct slot_verdict *out,
                struct failure *why) MUST_CHECK;

/*
 * The one file in an archive that fits, in its stead. An archive that is itself what the
 * place takes stays as it is.
 */
bool slot_take_out(const struct slot_terms *terms, struct firmware *firmware,
                   struct failure *why) MUST_CHECK;

#endif
