/*
 * What a confined process tells after it was taken over: right findings with any bytes in
 * any places. The input is a row of edits, a place in two bytes and a value in one.
 */
#include "firmware/sandbox/reply.h"

#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct findings *found)
{
	if (found->board_count > BOARD_MAX || found->check_count > CHECK_MAX ||
	    found->segment_count > SEGMENT_MAX || found->layer_count > LAYER_MAX ||
	    found->warning_count > WARNING_MAX)
		abort();
	if (strnlen(found->container, sizeof(found->container)) == sizeof(found->container) ||
	    strnlen(found->never, sizeof(found->never)) == sizeof(found->never))
		abort();
	for (size_t i = 0; i < found->layer_count; i++) {
		if (!found->layers[i][0])
			abort();
	}
}

/* The verdicts read all of it. */
static void judge(const struct findings *found)
{
	static const char *const codes[] = { "13" };
	const struct firmware_accept accept = { "xiaomi-hdr1", codes, 1 };
	const struct firmware_demand demand = {
		.model = "a router",
		.accepts = &accept,
		.accept_count = 1,
		.unpacked = true,
	};
	char name[] = "x.bin";
	struct firmware firmware = { .fd = -1, .name = name, .size = 1, .findings = *found };
	bool unsigned_accepted;
	struct failure why;

	if (!firmware_is_sound(&firmware, &why) && !why.text[0])
		abort();
	if (!firmware_suits(&firmware, &demand, &unsigned_accepted, &why) && !why.text[0])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reply *reply = mem_zalloc(1, sizeof(*reply));
	struct findings *found = mem_zalloc(1, sizeof(*found));
	const struct reply_notes none = { false };
	struct reply_notes notes;

	*found = (struct findings){
		.format = "xiaomi-hdr1",
		.layers = { "xiaomi-hdr1" },
		.layer_count = 1,
		.board_count = 1,
		.check_count = 1,
		.segment_count = 1,
		.warning_count = 1,
	};
	reply_write(reply, found, &none);
	for (size_t i = 0; i + 3 <= size; i += 3) {
		size_t at = (size_t)data[i] << 8 | data[i + 1];

		/* beyond the end, it becomes longer */
		at %= reply->size + 1;
		reply->bytes[at] = data[i + 2];
		reply->size += at == reply->size && at + 1 < REPLY_MAX;
	}
	if (reply_read(reply, found, &notes)) {
		check(found);
		judge(found);
	}
	free(reply);
	free(found);
	return 0;
}
