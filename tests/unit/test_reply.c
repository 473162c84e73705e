/* firmware/sandbox/reply: what is found comes through, and nothing else is believed. */
#include "firmware/sandbox/reply.h"

#include "base/mem.h"

#include <string.h>

#include "test.h"

static const struct reply_notes none;

/* A row that is the same in every run (Knuth, TAOCP 2, 3.3.4, line 26). */
static uint8_t next_byte(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint8_t)(*state >> 56);
}

static void assert_ends(const char *text, size_t size)
{
	assert_true(strnlen(text, size) < size);
	for (size_t i = 0; text[i]; i++)
		assert_true((unsigned char)text[i] >= ' ');
}

static void assert_possible(const struct findings *found)
{
	assert_true(found->layer_count <= LAYER_MAX && found->board_count <= BOARD_MAX &&
	            found->check_count <= CHECK_MAX && found->segment_count <= SEGMENT_MAX &&
	            found->warning_count <= WARNING_MAX);
	assert_ends(found->container, sizeof(found->container));
	assert_ends(found->never, sizeof(found->never));
	for (size_t i = 0; i < found->board_count; i++)
		assert_ends(found->boards[i].code, sizeof(found->boards[i].code));
	for (size_t i = 0; i < found->check_count; i++)
		assert_ends(found->checks[i].detail, sizeof(found->checks[i].detail));
}

/* Right findings with one of everything. */
static void make_usual(struct findings *out)
{
	*out = (struct findings){
		.format = "zip",
		.layers = { "zip" },
		.layer_count = 1,
		.boards = { { .code = "13", .name = "R3G", .format = "zip" } },
		.board_count = 1,
		.segments = { { .name = "kernel", .offset = 512, .size = 4096 } },
		.segment_count = 1,
		.checks = { { .name = "CRC-32", .result = CHECK_OK, .detail = "1234abcd" } },
		.check_count = 1,
		.warnings = { "it is old" },
		.warning_count = 1,
	};
}

static void random_bytes_are_refused_or_harmless(void **state)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;
	uint64_t random = 1;
	int taken = 0;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		make_usual(found);
		reply_write(reply, found, &none);
		for (uint32_t i = 0; round % 2 && i < reply->size; i++)
			reply->bytes[i] = next_byte(&random);
		for (int i = 0; i < round % 9; i++)
			reply->bytes[next_byte(&random) % reply->size] = next_byte(&random);
		if (round % 5 == 0)
			reply->size = next_byte(&random);
		if (reply_read(reply, found, &notes)) {
			assert_possible(found);
			taken++;
		}
	}
	assert_possible(found);
	assert_true(taken > 0 && taken < 2000);
}

static void a_reply_says_what_was_found(void **state)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *sent = mem_zalloc(1, sizeof(*sent));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	const struct reply_notes told = { .unread = true, .whole = { UINT64_MAX, 7 } };
	struct reply_notes notes;

	(void)state;
	make_usual(sent);
	sent->origin = ORIGIN_OPENWRT;
	sent->is_text = true;
	reply_write(reply, sent, &told);
	assert_true(reply_read(reply, found, &notes));
	assert_true(notes.unread && !notes.lacks_libarchive && !notes.lacks_scratch);
	assert_true(notes.whole.size == UINT64_MAX && notes.whole.packed == 7);
	assert_true(found->origin == ORIGIN_OPENWRT && found->is_text);
	assert_string_equal(found->format, "zip");
	assert_string_equal(found->layers[0], "zip");
	assert_string_equal(found->boards[0].name, "R3G");
	assert_string_equal(found->boards[0].format, "zip");
	assert_int_equal(found->segments[0].offset, 512);
	assert_string_equal(found->checks[0].detail, "1234abcd");
	assert_string_equal(found->warnings[0], "it is old");
}

#define FILL(text) memset((text), 'n', sizeof(text) - 1)

/* Every list and every text is full. */
static void make_full(struct findings *out)
{
	*out = (struct findings){ .format = "xiaomi-hdr1" };
	FILL(out->container);
	FILL(out->version);
	FILL(out->region);
	FILL(out->completeness_detail);
	FILL(out->never);
	FILL(out->signature_detail);
	FILL(out->signer);
	for (; out->layer_count < LAYER_MAX; out->layer_count++)
		out->layers[out->layer_count] = "xiaomi-hdr1";
	for (; out->board_count < BOARD_MAX; out->board_count++) {
		out->boards[out->board_count].format = "xiaomi-hdr1";
		FILL(out->boards[out->board_count].code);
		FILL(out->boards[out->board_count].name);
	}
	for (; out->segment_count < SEGMENT_MAX; out->segment_count++) {
		FILL(out->segments[out->segment_count].name);
		FILL(out->segments[out->segment_count].target);
	}
	for (; out->check_count < CHECK_MAX; out->check_count++) {
		FILL(out->checks[out->check_count].name);
		FILL(out->checks[out->check_count].detail);
	}
	for (; out->warning_count < WARNING_MAX; out->warning_count++)
		FILL(out->warnings[out->warning_count]);
}

static void the_longest_reply_fits(void **state)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *sent = mem_zalloc(1, sizeof(*sent));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;

	(void)state;
	make_full(sent);
	reply_write(reply, sent, &none);
	assert_true(reply_read(reply, found, &notes));
	assert_int_equal(found->board_count, BOARD_MAX);
	assert_string_equal(found->boards[BOARD_MAX - 1].code, sent->boards[BOARD_MAX - 1].code);
	assert_string_equal(found->warnings[WARNING_MAX - 1], sent->warnings[WARNING_MAX - 1]);
}

/* What one lie does to findings that are right otherwise. */
static bool is_taken(void (*lie)(struct findings *findings))
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;

	make_usual(found);
	lie(found);
	reply_write(reply, found, &none);
	return reply_read(reply, found, &notes);
}

static void no_lie(struct findings *findings)
{
	(void)findings;
}

static void unknown_format(struct findings *findings)
{
	findings->format = "zap";
}

static void name_that_is_no_format(struct findings *findings)
{
	findings->format = "unknown";
}

static void endless_layer(struct findings *findings)
{
	findings->layers[0] = "zipzipzipzipzipzipzipzipzipzipzipzipzipzip";
}

static void missing_layer(struct findings *findings)
{
	findings->layers[0] = NULL;
}

static void unknown_board_format(struct findings *findings)
{
	findings->boards[0].format = "zap";
}

static void layer_beyond_the_last(struct findings *findings)
{
	findings->layer = LAYER_MAX;
}

static void impossible_result(struct findings *findings)
{
	findings->checks[0].result = (enum check_result)77;
}

static void impossible_origin(struct findings *findings)
{
	findings->origin = (enum origin) - 1;
}

static void every_lie_about_formats_and_choices_is_refused(void **state)
{
	(void)state;
	assert_true(is_taken(no_lie));
	assert_false(is_taken(unknown_format));
	assert_false(is_taken(name_that_is_no_format));
	assert_false(is_taken(endless_layer));
	assert_false(is_taken(missing_layer));
	assert_false(is_taken(unknown_board_format));
	assert_false(is_taken(layer_beyond_the_last));
	assert_false(is_taken(impossible_result));
	assert_false(is_taken(impossible_origin));
}

static void no_boards(struct findings *findings)
{
	findings->board_count = 0;
}

static void no_segments(struct findings *findings)
{
	findings->segment_count = 0;
}

static void no_checks(struct findings *findings)
{
	findings->check_count = 0;
}

static void no_warnings(struct findings *findings)
{
	findings->warning_count = 0;
}

static void no_layers(struct findings *findings)
{
	findings->layer_count = 0;
}

/* The number of what `without` leaves out is the first byte that differs without it. */
static bool is_number_taken(void (*without)(struct findings *findings), uint8_t number)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct reply *other = mem_zalloc(1, sizeof(*other));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;
	size_t at = 0;

	make_full(found);
	reply_write(reply, found, &none);
	without(found);
	reply_write(other, found, &none);
	while (reply->bytes[at] == other->bytes[at])
		at++;
	reply->bytes[at] = number ? number : reply->bytes[at];
	return reply_read(reply, found, &notes);
}

static void a_number_above_what_a_list_holds_is_refused(void **state)
{
	static const struct {
		void (*without)(struct findings *findings);
		uint8_t most;
	} lists[] = {
		{ no_layers, LAYER_MAX },     { no_boards, BOARD_MAX },
		{ no_segments, SEGMENT_MAX }, { no_checks, CHECK_MAX },
		{ no_warnings, WARNING_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		assert_true(is_number_taken(lists[i].without, 0));
		assert_false(is_number_taken(lists[i].without, lists[i].most + 1));
		assert_false(is_number_taken(lists[i].without, UINT8_MAX));
		assert_false(is_number_taken(lists[i].without, 1));
	}
}

static void a_reply_that_ends_early_or_late_is_refused(void **state)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;
	uint32_t size;

	(void)state;
	make_usual(found);
	reply_write(reply, found, &none);
	size = reply->size;
	for (reply->size = 0; reply->size < size; reply->size++)
		assert_false(reply_read(reply, found, &notes));
	assert_true(reply_read(reply, found, &notes));
	reply->size++;
	assert_false(reply_read(reply, found, &notes));
}

static void texts_end_and_give_a_terminal_no_orders(void **state)
{
	AUTO_FREE struct reply *reply = mem_zalloc(1, sizeof(*reply));
	AUTO_FREE struct findings *found = mem_zalloc(1, sizeof(*found));
	struct reply_notes notes;

	(void)state;
	make_usual(found);
	memset(found->never, 'n', sizeof(found->never)); /* without an end */
	memcpy(found->version, "1\033[2J", 6);
	reply_write(reply, found, &none);
	assert_true(reply_read(reply, found, &notes));
	assert_int_equal(strlen(found->never), sizeof(found->never) - 1);
	assert_null(strchr(found->version, '\033'));
}

TEST_MAIN(TEST(random_bytes_are_refused_or_harmless), TEST(a_reply_says_what_was_found),
          TEST(the_longest_reply_fits), TEST(every_lie_about_formats_and_choices_is_refused),
          TEST(a_number_above_what_a_list_holds_is_refused),
          TEST(a_reply_that_ends_early_or_late_is_refused),
          TEST(texts_end_and_give_a_terminal_no_orders))
