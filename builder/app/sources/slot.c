#include "app/sources/slot.h"

#include "app/sources/image_kind.h"
#include "base/mem.h"

#include <string.h>

const char *slot_title(const struct slot *slot)
{
	return slot->name ? slot->name : "a file of any name";
}

void slot_add_accepts(const struct slot *slot, struct firmware_accept *accepts, size_t *count)
{
	for (size_t i = 0; i < slot->accept_count; i++)
		accepts[(*count)++] = (struct firmware_accept){
			.format = slot->accepts[i].format,
			.codes = slot->accepts[i].codes,
			.code_count = slot->accepts[i].code_count,
		};
}

bool slot_may_be_made(const struct slot *slot, struct failure *why)
{
	return slot->transform != TRANSFORM_BY_HAND ||
	       fail(why, FAIL_USAGE, "'%s' must be assembled by hand: %s", slot_title(slot),
	            slot->what);
}

/* OpenWrt publishes images that have them already. */
static bool has_zeros(const struct firmware *firmware)
{
	const char *format = firmware->findings.format;

	return format && strcmp(format, "zeros-128k") == 0;
}

enum change slot_change(const struct slot_terms *terms, const struct firmware *firmware)
{
	bool packed = transform_is_packed(firmware);

	switch (terms->slot->transform) {
	case TRANSFORM_CUT_METADATA: return CHANGE_CUT_METADATA;
	case TRANSFORM_ZEROS_128K: return has_zeros(firmware) ? CHANGE_NONE : CHANGE_ZEROS_128K;
	case TRANSFORM_UNPACK: return packed ? CHANGE_UNPACK : CHANGE_NONE;
	case TRANSFORM_NONE:
	case TRANSFORM_BY_HAND: break;
	}
	return terms->raw && packed ? CHANGE_UNPACK : CHANGE_NONE;
}

/* Behind the codes of its format everything else that it says. */
static bool may_be_for(const void *context, const struct firmware *firmware,
                       const struct firmware_accept *accept, struct failure *why)
{
	const struct slot_terms *terms = context;
	enum model_match ignored;

	return model_match(terms->knowledge, terms->recipe, firmware, accept, &ignored, why) &&
	       image_kind_fits(terms->recipe, terms->slot, firmware, accept, why);
}

/* Settings, scripts and marks; an image of OpenWrt is firmware wherever it stands. */
static bool is_beside(const struct slot_terms *terms)
{
	return terms->slot != terms->recipe->files && terms->slot->image_type_count == 0;
}

/* Free ->accepts. */
static struct firmware_demand demand_of(const struct slot_terms *terms,
                                        const struct firmware *firmware)
{
	const struct slot *slot = terms->slot;
	enum change change = slot_change(terms, firmware);
	struct firmware_accept *accepts = mem_zalloc(slot->accept_count + 1, sizeof(*accepts));
	size_t count = 0;

	slot_add_accepts(slot, accepts, &count);
	return (struct firmware_demand){
		.model = terms->recipe->title,
		.accepts = accepts,
		.accept_count = count,
		/* What comes out of a change is what counts. */
		.size_max = change == CHANGE_NONE ? slot->size_max : 0,
		.unpacked = change == CHANGE_UNPACK || has_zeros(firmware),
		.beside = is_beside(terms),
		.text = slot->text,
		.accept_unsigned = terms->request->firmware.accept_unsigned,
		.code_model = knowledge_code_model,
		.context = terms->knowledge,
		.may_be_for = may_be_for,
		.place = terms,
	};
}

bool slot_fits(const struct slot_terms *terms, const struct firmware *firmware, struct failure *why)
{
	struct firmware_demand demand = demand_of(terms, firmware);
	bool good = firmware_fits(firmware, &demand, why);

	mem_auto_free(&demand.accepts);
	return good;
}

bool slot_recognises(const struct slot_terms *terms, const struct firmware *firmware)
{
	struct firmware_demand demand = demand_of(terms, firmware);
	struct failure ignored;
	bool good =
	        !firmware_is_any(firmware, &demand) && firmware_fits(firmware, &demand, &ignored);

	mem_auto_free(&demand.accepts);
	return good;
}

/* A download needs a proof of origin; a file of the user's own needs none. */
static bool has_proof_of_origin(const struct slot_terms *terms, const struct firmware *firmware,
                                const struct provenance *provenance, struct slot_verdict *verdict,
                                struct failure *why)
{
	const bool proven = !provenance->address ||
	                    firmware->findings.signature == SIGNATURE_VALID ||
	                    trust_suffices(provenance->trust);

	if (proven)
		return true;
	verdict->unsigned_accepted = terms->request->firmware.accept_unsigned;
	return verdict->unsigned_accepted ||
	       fail_unless(why, FAIL_UNSIGNED, "--accept-unsigned",
	                   "the only proof of origin for '%s' is %s; use --accept-unsigned to "
	                   "accept it",
	                   firmware->name, trust_words(provenance->trust));
}

/* Whoever gave its SHA-256, signed sums, or chose it by its board said it of this model. */
static bool is_meant_for_model(const struct provenance *provenance)
{
	return provenance->trust == TRUST_PINNED || provenance->trust == TRUST_SIGNED_SUMS ||
	       provenance->trust == TRUST_USER_SUM || provenance->boards;
}

static bool suits(const struct slot_terms *terms, struct firmware *firmware,
                  const struct firmware_demand *demand, struct slot_verdict *out,
                  struct failure *why)
{
	const bool is_any = firmware_is_any(firmware, demand);

	out->any = is_any && !firmware->findings.format;
	return firmware_suits(firmware, demand, &out->unsigned_accepted, why) &&
	       model_match(terms->knowledge, terms->recipe, firmware,
	                   firmware_accept_of(firmware, demand), &out->model, why);
}

/* Settings, and what lies beside the firmware with any content, name no model. */
static bool could_say_model(const struct firmware *firmware, const struct firmware_demand *demand)
{
	return !demand->text && !(demand->beside && firmware_is_any(firmware, demand));
}

bool slot_suits(const struct slot_terms *terms, struct firmware *firmware,
                const struct provenance *provenance, struct slot_verdict *out, struct failure *why)
{
	struct firmware_demand demand = demand_of(terms, firmware);
	const bool proven = trust_suffices(provenance->trust);
	bool good;

	*out = (struct slot_verdict){ 0 };
	demand.accept_unsigned = demand.accept_unsigned || proven;
	good = suits(terms, firmware, &demand, out, why);
	out->unsigned_accepted = out->unsigned_accepted && !proven;
	out->model_is_open = out->model == MODEL_NOT_STATED && !is_meant_for_model(provenance) &&
	                     could_say_model(firmware, &demand);
	mem_auto_free(&demand.accepts);
	return good && provenance_agrees(provenance, firmware, why) &&
	       has_proof_of_origin(terms, firmware, provenance, out, why);
}

static bool takes_zip(const struct slot *slot)
{
	for (size_t i = 0; i < slot->accept_count; i++) {
		if (strcmp(slot->accepts[i].format, "zip") == 0)
			return true;
	}
	return false;
}

bool slot_take_out(const struct slot_terms *terms, struct firmware *firmware, struct failure *why)
{
	struct firmware_demand demand;
	struct firmware member;
	bool good;

	if (takes_zip(terms->slot))
		return true;
	demand = demand_of(terms, firmware);
	good = firmware_open_member(&member, firmware, &demand, &terms->knowledge->keys, why);
	mem_auto_free(&demand.accepts);
	if (!good)
		return false;
	firmware_done(firmware);
	*firmware = member;
	return true;
}
