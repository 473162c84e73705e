#include "cli/order/place.h"

#include "base/mem.h"

#include <string.h>

const char *place_title(const struct wanted_file *wanted)
{
	return wanted->name ? wanted->name : "a file of any name";
}

void place_add_accepts(const struct wanted_file *wanted, struct firmware_accept *accepts,
                       size_t *count)
{
	for (size_t i = 0; i < wanted->accept_count; i++)
		accepts[(*count)++] = (struct firmware_accept){
			.format = wanted->accepts[i].format,
			.codes = wanted->accepts[i].codes,
			.code_count = wanted->accepts[i].code_count,
		};
}

bool place_may_be_made(const struct wanted_file *wanted, struct failure *why)
{
	return wanted->transform != TRANSFORM_BY_HAND ||
	       fail(why, FAIL_USAGE, "'%s' has to be put together by hand: %s", place_title(wanted),
	            wanted->what);
}

/* OpenWrt publishes images that have them already. */
static bool has_zeros(const struct firmware *firmware)
{
	const char *format = firmware->findings.format;

	return format && strcmp(format, "zeros-128k") == 0;
}

enum change place_change(const struct place *place, const struct firmware *firmware)
{
	bool packed = transform_is_packed(firmware);

	switch (place->wanted->transform) {
	case TRANSFORM_CUT_METADATA: return CHANGE_CUT_METADATA;
	case TRANSFORM_ZEROS_128K: return has_zeros(firmware) ? CHANGE_NONE : CHANGE_ZEROS_128K;
	case TRANSFORM_UNPACK: return packed ? CHANGE_UNPACK : CHANGE_NONE;
	case TRANSFORM_NONE:
	case TRANSFORM_BY_HAND: break;
	}
	return place->raw && packed ? CHANGE_UNPACK : CHANGE_NONE;
}

/* Free ->accepts. */
static struct firmware_demand demand_of(const struct place *place, const struct firmware *firmware)
{
	const struct wanted_file *wanted = place->wanted;
	enum change change = place_change(place, firmware);
	struct firmware_accept *accepts = mem_zalloc(wanted->accept_count + 1, sizeof(*accepts));
	size_t count = 0;

	place_add_accepts(wanted, accepts, &count);
	return (struct firmware_demand){
		.model = place->recipe->title,
		.accepts = accepts,
		.accept_count = count,
		/* What comes out of a change is what counts. */
		.size_max = change == CHANGE_NONE ? wanted->size_max : 0,
		.unpacked = change == CHANGE_UNPACK || has_zeros(firmware),
		.beside = wanted != place->recipe->files,
		.accept_unsigned = place->options->accept_unsigned,
		.code_model = knowledge_code_model,
		.context = place->knowledge,
	};
}

bool place_fits(const struct place *place, const struct firmware *firmware, struct failure *why)
{
	struct firmware_demand demand = demand_of(place, firmware);
	bool good = firmware_fits(firmware, &demand, why);

	mem_auto_free(&demand.accepts);
	return good;
}

bool place_recognises(const struct place *place, const struct firmware *firmware)
{
	struct firmware_demand demand = demand_of(place, firmware);
	struct failure ignored;
	bool good =
	        !firmware_is_any(firmware, &demand) && firmware_fits(firmware, &demand, &ignored);

	mem_auto_free(&demand.accepts);
	return good;
}

/* What was fetched needs somebody who vouches; what the user brought is his own matter. */
static bool is_vouched_for(const struct place *place, const struct firmware *firmware,
                           const struct provenance *provenance, struct place_verdict *verdict,
                           struct failure *why)
{
	const bool vouched = !provenance->address ||
	                     firmware->findings.signature == SIGNATURE_VALID ||
	                     trust_suffices(provenance->trust);

	if (vouched)
		return true;
	verdict->unsigned_accepted = place->options->accept_unsigned;
	return verdict->unsigned_accepted ||
	       fail(why, FAIL_FIRMWARE,
	            "nothing but %s vouches for '%s'; --accept-unsigned takes it all the same",
	            trust_words(provenance->trust), firmware->name);
}

bool place_suits(const struct place *place, struct firmware *firmware,
                 const struct provenance *provenance, struct place_verdict *out,
                 struct failure *why)
{
	struct firmware_demand demand = demand_of(place, firmware);
	const bool proven = trust_suffices(provenance->trust);
	bool good;

	*out = (struct place_verdict){ .any = firmware_is_any(firmware, &demand) };
	demand.accept_unsigned = demand.accept_unsigned || proven;
	good = firmware_suits(firmware, &demand, &out->unsigned_accepted, why);
	mem_auto_free(&demand.accepts);
	out->unsigned_accepted = out->unsigned_accepted && !proven;
	return good && provenance_agrees(provenance, firmware, why) &&
	       is_vouched_for(place, firmware, provenance, out, why);
}

static bool takes_zip(const struct wanted_file *wanted)
{
	for (size_t i = 0; i < wanted->accept_count; i++) {
		if (strcmp(wanted->accepts[i].format, "zip") == 0)
			return true;
	}
	return false;
}

bool place_take_out(const struct place *place, struct firmware *firmware, struct failure *why)
{
	struct firmware_demand demand;
	struct firmware member;
	bool good;

	if (takes_zip(place->wanted))
		return true;
	demand = demand_of(place, firmware);
	good = firmware_open_member(&member, firmware, &demand, &place->knowledge->keys, why);
	mem_auto_free(&demand.accepts);
	if (!good)
		return false;
	firmware_done(firmware);
	*firmware = member;
	return true;
}
