/*
 * What the findings mean: whether a file is sound, and whether it may go on a
 * given model's stick.
 */
#include "firmware/firmware.h"

#include "base/interrupt.h"
#include "firmware/examine/findings.h"
#include "firmware/examine/format.h"
#include "firmware/sandbox/unpack.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_examined(const struct firmware *firmware, struct failure *why)
{
	return !firmware->stopped || sandbox_fail_stopped(firmware->name, firmware->fault, why);
}

static bool is_read(const struct firmware *firmware, struct failure *why)
{
	return !firmware->unread ||
	       (interrupt_check(why) &&
	        fail(why, FAIL_IO, "cannot read '%s' to its end", firmware->name));
}

static bool is_whole(const struct firmware *firmware, struct failure *why)
{
	return firmware->findings.completeness != COMPLETE_TRUNCATED ||
	       fail(why, FAIL_TRUNCATED, "'%s' is truncated: %s; download it again", firmware->name,
	            firmware->findings.completeness_detail);
}

static bool is_complete(const struct firmware *firmware, struct failure *why)
{
	const struct findings *found = &firmware->findings;

	if (!is_read(firmware, why))
		return false;
	if (!found->format && found->never[0])
		return fail(why, FAIL_FIRMWARE, "'%s' %s", firmware->name, found->never);
	if (!found->format)
		return fail(why, FAIL_UNKNOWN_FORMAT,
		            "'%s' is not firmware of a supported format%s%s", firmware->name,
		            found->layer_count > 1 ? ": " : "",
		            found->layer_count > 1 ? found->completeness_detail : "");
	return is_whole(firmware, why);
}

static bool is_unaltered(const struct firmware *firmware, struct failure *why)
{
	const struct findings *found = &firmware->findings;

	for (size_t i = 0; i < found->check_count; i++) {
		const struct check *check = &found->checks[i];

		if (check->result == CHECK_BAD)
			return fail(why, FAIL_DAMAGED,
			            "'%s' is damaged: wrong %s (%s); download it again",
			            firmware->name, check->name, check->detail);
	}
	if (found->signature == SIGNATURE_CRAFTED)
		return fail(why, FAIL_ALTERED,
		            "the signature of '%s' is crafted to attack the router: %s",
		            firmware->name, found->signature_detail);
	if (found->signature == SIGNATURE_ALTERED)
		return fail(why, FAIL_ALTERED, "'%s' was altered after it was signed: %s",
		            firmware->name, found->signature_detail);
	return true;
}

static bool is_undamaged(const struct firmware *firmware, struct failure *why)
{
	const struct findings *found = &firmware->findings;

	if (!is_unaltered(firmware, why))
		return false;
	if (found->completeness == COMPLETE_TRAILING)
		return fail(why, FAIL_DAMAGED, "'%s' has unexpected data at its end: %s",
		            firmware->name, found->completeness_detail);
	if (found->completeness == COMPLETE_UNKNOWN)
		return fail(why, FAIL_FIRMWARE, "'%s' is %s, but %s", firmware->name,
		            format_named(found->format)->title, found->completeness_detail);
	return true;
}

static bool fail_unauthenticated(const struct firmware *firmware, const char *remedy,
                                 const char *advice, struct failure *why)
{
	return fail_unless(why, FAIL_UNSIGNED, remedy,
	                   "the origin of '%s' cannot be verified: %s; %s", firmware->name,
	                   firmware->findings.signature_detail, advice);
}

bool firmware_is_sound(struct firmware *firmware, struct failure *why)
{
	const struct findings *found = &firmware->findings;

	firmware_finish(firmware);
	if (!is_examined(firmware, why) || !is_complete(firmware, why) ||
	    !is_undamaged(firmware, why))
		return false;
	if (found->signature == SIGNATURE_UNKNOWN_KEY && found->signature_checkable)
		return fail_unauthenticated(firmware, "", "use --trust KEY to add a key", why);
	return true;
}

static const struct firmware_accept *find_format(const struct firmware_demand *demand,
                                                 const char *format)
{
	for (size_t i = 0; format && i < demand->accept_count; i++) {
		if (strcmp(demand->accepts[i].format, format) == 0)
			return &demand->accepts[i];
	}
	return NULL;
}

/* The outermost container must suit; where it is unpacked, what is inside may instead. */
static const struct firmware_accept *find_accept(const struct firmware *firmware,
                                                 const struct firmware_demand *demand)
{
	const struct findings *found = &firmware->findings;
	const struct firmware_accept *accept = find_format(demand, found->format);

	for (size_t i = 1; !accept && demand->unpacked && i <= found->content; i++)
		accept = i < found->layer_count ? find_format(demand, found->layers[i]) : NULL;
	return accept;
}

bool firmware_is_any(const struct firmware *firmware, const struct firmware_demand *demand)
{
	if (find_accept(firmware, demand))
		return false;
	for (size_t i = 0; i < demand->accept_count; i++) {
		if (strcmp(demand->accepts[i].format, FORMAT_ANY) == 0)
			return true;
	}
	return false;
}

static bool fail_container(const struct firmware *firmware, const struct firmware_demand *demand,
                           struct failure *why)
{
	const struct findings *found = &firmware->findings;
	const char *accepted_id = demand->accept_count ? demand->accepts[0].format : "nothing";
	const struct format *accepted = format_named(accepted_id);
	char boards[136] = "";

	if (found->board_count)
		snprintf(boards, sizeof(boards), " %s '%s'",
		         found->origin == ORIGIN_OPENWRT ? "with OpenWrt metadata for" : "for",
		         found->boards[0].code);
	return fail(why, FAIL_WRONG_FORMAT,
	            "'%s' is %s%s%s; the rescue of '%s' accepts only %s (%s)", firmware->name,
	            format_named(found->format)->title, boards,
	            format_named(found->format)->is_wrapper ? "; unpack it and give the file inside"
	                                                    : "",
	            demand->model, accepted ? accepted->title : "another format", accepted_id);
}

bool board_code_equal(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		bool both_separate = strchr(",_", *a) && strchr(",_", *b);

		if (*a != *b && !both_separate)
			return false;
	}
	return *a == *b;
}

const struct firmware_accept *firmware_accept_of(const struct firmware *firmware,
                                                 const struct firmware_demand *demand)
{
	return find_accept(firmware, demand);
}

static bool names_board(const struct findings *found, const char *code)
{
	for (size_t i = 0; i < found->board_count; i++) {
		if (board_code_equal(found->boards[i].code, code))
			return true;
	}
	return false;
}

bool firmware_has_code(const struct firmware *firmware, const struct firmware_accept *accept)
{
	for (size_t i = 0; i < accept->code_count; i++) {
		if (names_board(&firmware->findings, accept->codes[i]))
			return true;
	}
	return false;
}

const char *board_format(const struct findings *findings, const struct board *board)
{
	return board->format ? board->format : findings->format;
}

bool firmware_fail_board(const struct firmware *firmware, const struct board *board,
                         const struct firmware_demand *demand, struct failure *why)
{
	const struct findings *found = &firmware->findings;
	const char *model = NULL;

	if (!board)
		return fail(why, FAIL_UNSTATED_MODEL, "'%s' does not say that it is for '%s'",
		            firmware->name, demand->model);
	if (demand->code_model)
		model = demand->code_model(demand->context, board_format(found, board),
		                           board->code);
	if (!model && board->name[0])
		model = board->name;
	if (!model)
		return fail(why, FAIL_WRONG_MODEL,
		            "'%s' is firmware for another model (code %s), not for '%s'",
		            firmware->name, board->code, demand->model);
	return fail(why, FAIL_WRONG_MODEL, "'%s' is firmware for '%s' (code %s), not for '%s'",
	            firmware->name, model, board->code, demand->model);
}

static bool may_be_for(const struct firmware *firmware, const struct firmware_demand *demand,
                       const struct firmware_accept *accept, struct failure *why)
{
	const struct findings *found = &firmware->findings;

	if (demand->may_be_for)
		return demand->may_be_for(demand->place, firmware, accept, why);
	if (!accept || !accept->code_count || firmware_has_code(firmware, accept))
		return true;
	return firmware_fail_board(firmware, found->board_count ? found->boards : NULL, demand,
	                           why);
}

/* Its format may be unknown, but not what certainly is no firmware. */
static bool may_be_any(const struct firmware *firmware, const struct firmware_demand *demand,
                       struct failure *why)
{
	const struct findings *found = &firmware->findings;
	const bool may_be_text = demand->beside || demand->text;
	const bool is_excused = found->format ? demand->beside : found->is_text && may_be_text;

	if (!is_read(firmware, why))
		return false;
	if (found->never[0] && !is_excused)
		return fail(why, FAIL_FIRMWARE, "'%s' %s", firmware->name, found->never);
	return is_whole(firmware, why) && may_be_for(firmware, demand, NULL, why);
}

bool firmware_fits(const struct firmware *firmware, const struct firmware_demand *demand,
                   struct failure *why)
{
	const struct firmware_accept *accept;

	if (!is_examined(firmware, why))
		return false;
	if (firmware_is_any(firmware, demand))
		return may_be_any(firmware, demand, why);
	if (!is_complete(firmware, why))
		return false;
	accept = find_accept(firmware, demand);
	if (!accept)
		return fail_container(firmware, demand, why);
	if (firmware->findings.never[0])
		return fail(why, FAIL_FIRMWARE, "'%s' %s", firmware->name,
		            firmware->findings.never);
	return may_be_for(firmware, demand, accept, why);
}

static bool is_small_enough(const struct firmware *firmware, const struct firmware_demand *demand,
                            struct failure *why)
{
	if (demand->size_max == 0 || firmware->size <= demand->size_max)
		return true;
	return fail(why, FAIL_TOO_LARGE,
	            "'%s' is too large (%" PRIu64
	            " bytes); the rescue of '%s' accepts at most %" PRIu64 " bytes",
	            firmware->name, firmware->size, demand->model, demand->size_max);
}

static bool is_authenticated(const struct firmware *firmware, const struct firmware_demand *demand,
                             struct failure *why)
{
	if (demand->beside && firmware_is_any(firmware, demand))
		return true;
	if (!firmware->findings.format)
		return fail_unless(why, FAIL_UNKNOWN_FORMAT, "--accept-unsigned",
		                   "'%s' has an unknown format, so neither its content nor its "
		                   "origin can be checked; use --accept-unsigned to accept it",
		                   firmware->name);
	if (firmware->findings.signature == SIGNATURE_MISSING)
		return fail_unauthenticated(firmware, "--accept-unsigned",
		                            "use --accept-unsigned to accept it", why);
	if (firmware->findings.signature == SIGNATURE_UNKNOWN_KEY)
		return fail_unauthenticated(
		        firmware, "--accept-unsigned",
		        "use --trust KEY to add a key, or --accept-unsigned to accept the file",
		        why);
	return true;
}

/* Where any content is taken, only what has no known format need not be whole. */
static bool is_intact(const struct firmware *firmware, const struct firmware_demand *demand,
                      struct failure *why)
{
	if (firmware_is_any(firmware, demand) && !firmware->findings.format)
		return is_unaltered(firmware, why);
	return is_undamaged(firmware, why);
}

/* The version text inside may name a model as well; the header decides, a difference is a warning.
 */
static void compare_names(struct firmware *firmware, const struct firmware_demand *demand)
{
	struct findings *found = &firmware->findings;
	const struct board *board = &found->boards[0];
	const char *model = NULL;

	if (found->board_count && board->name[0] && demand->code_model)
		model = demand->code_model(demand->context, board_format(found, board),
		                           board->code);
	if (model && strcasecmp(model, board->name) != 0)
		findings_warn(found,
		              "the file names its model '%s', but its model code is for '%s'",
		              board->name, model);
}

bool firmware_suits(struct firmware *firmware, const struct firmware_demand *demand,
                    bool *unsigned_accepted, struct failure *why)
{
	struct failure unsigned_why;
	bool authenticated;

	firmware_finish(firmware);
	if (!firmware_fits(firmware, demand, why) || !is_intact(firmware, demand, why) ||
	    !is_small_enough(firmware, demand, why))
		return false;
	compare_names(firmware, demand);
	authenticated =
	        is_authenticated(firmware, demand, demand->accept_unsigned ? &unsigned_why : why);
	*unsigned_accepted = !authenticated && demand->accept_unsigned;
	return authenticated || demand->accept_unsigned;
}

const char *origin_name(enum origin origin)
{
	switch (origin) {
	case ORIGIN_VENDOR_SIGNED: return "vendor-signed";
	case ORIGIN_TRUSTED: return "trusted";
	case ORIGIN_VENDOR_LAYOUT: return "vendor-layout";
	case ORIGIN_OPENWRT: return "openwrt";
	case ORIGIN_THIRD_PARTY: return "third-party";
	case ORIGIN_UNKNOWN: break;
	}
	return "unknown";
}

const char *completeness_name(enum completeness completeness)
{
	switch (completeness) {
	case COMPLETE_EXACT: return "exact";
	case COMPLETE_PADDED: return "padded";
	case COMPLETE_TRAILING: return "trailing";
	case COMPLETE_TRUNCATED: return "truncated";
	case COMPLETE_UNSTATED:
	case COMPLETE_UNKNOWN: break;
	}
	return "unknown";
}

const char *check_result_name(enum check_result result)
{
	switch (result) {
	case CHECK_OK: return "ok";
	case CHECK_BAD: return "bad";
	case CHECK_ABSENT: return "absent";
	case CHECK_UNPROVEN: return "not proven";
	case CHECK_UNKNOWN: break;
	}
	return "unknown";
}

const char *signature_name(enum signature signature)
{
	switch (signature) {
	case SIGNATURE_MISSING: return "missing";
	case SIGNATURE_UNASKED:
	case SIGNATURE_UNKNOWN_KEY: return "stranger";
	case SIGNATURE_ALTERED: return "altered";
	case SIGNATURE_CRAFTED: return "crafted";
	case SIGNATURE_VALID: return "valid";
	case SIGNATURE_NONE: break;
	}
	return "none";
}
