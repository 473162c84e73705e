#include "app/sources/slot.h"

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
	       fail(why, FAIL_USAGE, "'%s' has to be put together by hand: %s", slot_title(slot),
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
	default: return terms->raw && packed ? CHANGE_UNPACK : CHANGE_NONE;
	}
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
		.beside = slot != terms->recipe->files,
		.accept_unsigned = terms->request->firmware.accept_unsigned,
		.code_model = knowledge_code_model,
		.context = terms->knowledge,
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

/* What was fetched needs somebody who vouches; what the user brought is his own matter. */
static bool is_vouched_for(const struct slot_terms *terms, const struct firmware *firmware,
                           const struct provenance *provenance, struct slot_verdict *verdict,
                           struct failure *why)
{
	const bool vouched = !provenance->address ||
	                     firmware->findings.signature == SIGNATURE_VALID ||
	                     trust_suffices(provenance->trust);

	if (vouched)
		return true;
	verdict->unsigned_accepted = terms->request->firmware.accept_unsigned;
	return verdict->unsigned_accepted ||
	       fail(why, FAIL_FIRMWARE,
	            "nothing but %s vouches for '%s'; --accept-unsigned takes it all the same",
	            trust_words(provenance->trust), firmware->name);
}

bool slot_suits(const struct slot_terms *terms, struct firmware *firmware,
                const struct provenance *provenance, struct slot_verdict *out, struct failure *why)
{
	struct firmware_demand demand = demand_of(terms, firmware);
	const bool proven = trust_suffices(provenance->trust);
	bool good;

	*out = (struct slot_verdict){ .any = firmware_is_any(firmware, &demand) };
	demand.accept_unsigned = demand.accept_unsigned || proven;
	good = firmware_suits(firmware, &demand, &out->unsigned_accepted, why);
	mem_auto_free(&demand.accepts);
	out->unsigned_accepted = out->unsigned_accepted && !proven;
	return good && provenance_agrees(provenance, firmware, why) &&
	       is_vouched_for(terms, firmware, provenance, out, why);
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
