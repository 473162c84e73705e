#include "firmware/sandbox/reply.h"

#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"

#include <string.h>

enum { ID_MAX = 32 }; /* bytes of a format's id */

static void put_byte(struct reply *to, size_t value)
{
	if (to->size < REPLY_MAX)
		to->bytes[to->size++] = (uint8_t)value;
}

static void put_number(struct reply *to, uint64_t value)
{
	if (sizeof(value) > REPLY_MAX - to->size)
		return;
	put_le64(to->bytes + to->size, value);
	to->size += (uint32_t)sizeof(value);
}

/* No text of findings has more than 255 bytes. */
static void put_text(struct reply *to, const char *text)
{
	const size_t length = text ? strnlen(text, UINT8_MAX) : 0;

	put_byte(to, length);
	if (length > REPLY_MAX - to->size)
		return;
	memcpy(to->bytes + to->size, text ? text : "", length);
	to->size += (uint32_t)length;
}

static void put_notes(struct reply *to, const struct reply_notes *notes)
{
	put_byte(to, notes->unread);
	put_byte(to, notes->lacks_libarchive);
	put_byte(to, notes->lacks_scratch);
	put_number(to, notes->whole.size);
	put_number(to, notes->whole.packed);
}

static void put_formats(struct reply *to, const struct findings *findings)
{
	put_text(to, findings->format);
	put_byte(to, findings->layer);
	put_byte(to, findings->content);
	put_byte(to, findings->layer_count);
	for (size_t i = 0; i < findings->layer_count; i++)
		put_text(to, findings->layers[i]);
}

static void put_answers(struct reply *to, const struct findings *findings)
{
	put_byte(to, (size_t)findings->completeness);
	put_byte(to, (size_t)findings->origin);
	put_byte(to, (size_t)findings->signature);
	put_byte(to, findings->signature_checkable);
	put_byte(to, findings->is_text);
	put_text(to, findings->container);
	put_text(to, findings->version);
	put_text(to, findings->region);
	put_text(to, findings->completeness_detail);
	put_text(to, findings->never);
	put_text(to, findings->signature_detail);
	put_text(to, findings->signer);
}

static void put_boards(struct reply *to, const struct findings *findings)
{
	put_byte(to, findings->board_count);
	for (size_t i = 0; i < findings->board_count; i++) {
		put_text(to, findings->boards[i].format);
		put_text(to, findings->boards[i].code);
		put_text(to, findings->boards[i].name);
	}
}

static void put_segments(struct reply *to, const struct findings *findings)
{
	put_byte(to, findings->segment_count);
	for (size_t i = 0; i < findings->segment_count; i++) {
		put_number(to, findings->segments[i].offset);
		put_number(to, findings->segments[i].size);
		put_text(to, findings->segments[i].name);
		put_text(to, findings->segments[i].target);
	}
}

static void put_checks(struct reply *to, const struct findings *findings)
{
	put_byte(to, findings->check_count);
	for (size_t i = 0; i < findings->check_count; i++) {
		put_byte(to, (size_t)findings->checks[i].result);
		put_text(to, findings->checks[i].name);
		put_text(to, findings->checks[i].detail);
	}
	put_byte(to, findings->warning_count);
	for (size_t i = 0; i < findings->warning_count; i++)
		put_text(to, findings->warnings[i]);
}

void reply_write(struct reply *out, const struct findings *findings,
                 const struct reply_notes *notes)
{
	out->size = 0;
	put_notes(out, notes);
	put_formats(out, findings);
	put_answers(out, findings);
	put_boards(out, findings);
	put_segments(out, findings);
	put_checks(out, findings);
}

/* A reply that is read from its beginning. Nothing comes out once something was wrong. */
struct reading {
	struct bytes all;
	uint64_t at;
	bool good;
};

static const uint8_t *take(struct reading *from, size_t size)
{
	const uint8_t *bytes = from->good ? bytes_at(from->all, from->at, size) : NULL;

	from->good = bytes != NULL;
	from->at += size;
	return bytes;
}

static size_t take_byte(struct reading *from)
{
	const uint8_t *byte = take(from, 1);

	return byte ? *byte : 0;
}

/* Below `end`. */
static size_t take_below(struct reading *from, size_t end)
{
	const size_t value = take_byte(from);

	from->good = from->good && value < end;
	return from->good ? value : 0;
}

static size_t take_count(struct reading *from, size_t most)
{
	return take_below(from, most + 1);
}

static bool take_flag(struct reading *from)
{
	return take_below(from, 2);
}

static uint64_t take_number(struct reading *from)
{
	const uint8_t *number = take(from, sizeof(uint64_t));

	return number ? get_le64(number) : 0;
}

/* Cleaned, since a terminal takes no orders; what is too long is cut. */
static void take_text(struct reading *from, char *out, size_t size)
{
	const size_t length = take_byte(from);
	const uint8_t *text = take(from, length);

	if (text)
		text_clean_bytes(out, size, text, length);
}

#define TAKE_TEXT(from, to) take_text((from), (to), sizeof(to))

/* Ours instead of theirs; NULL where it is empty. There is such a format, or something is wrong. */
static const char *take_id(struct reading *from)
{
	const size_t length = take_below(from, ID_MAX);
	const uint8_t *text = take(from, length);
	char id[ID_MAX] = "";
	const char *own;

	if (!text || !length)
		return NULL;
	memcpy(id, text, length);
	own = examine_id(id);
	from->good = own != NULL;
	return own;
}

static void take_notes(struct reading *from, struct reply_notes *out)
{
	out->unread = take_flag(from);
	out->lacks_libarchive = take_flag(from);
	out->lacks_scratch = take_flag(from);
	out->whole.size = take_number(from);
	out->whole.packed = take_number(from);
}

static void take_formats(struct reading *from, struct findings *out)
{
	out->format = take_id(from);
	from->good = from->good && (!out->format || format_named(out->format));
	out->layer = take_below(from, LAYER_MAX);
	out->content = take_count(from, LAYER_MAX);
	out->layer_count = take_count(from, LAYER_MAX);
	for (size_t i = 0; i < out->layer_count; i++) {
		out->layers[i] = take_id(from);
		from->good = from->good && out->layers[i];
	}
}

static void take_answers(struct reading *from, struct findings *out)
{
	out->completeness = (enum completeness)take_count(from, COMPLETE_UNSTATED);
	out->origin = (enum origin)take_count(from, ORIGIN_THIRD_PARTY);
	out->signature = (enum signature)take_count(from, SIGNATURE_VALID);
	out->signature_checkable = take_flag(from);
	out->is_text = take_flag(from);
	TAKE_TEXT(from, out->container);
	TAKE_TEXT(from, out->version);
	TAKE_TEXT(from, out->region);
	TAKE_TEXT(from, out->completeness_detail);
	TAKE_TEXT(from, out->never);
	TAKE_TEXT(from, out->signature_detail);
	TAKE_TEXT(from, out->signer);
}

static void take_boards(struct reading *from, struct findings *out)
{
	out->board_count = take_count(from, BOARD_MAX);
	for (size_t i = 0; i < out->board_count; i++) {
		out->boards[i].format = take_id(from);
		TAKE_TEXT(from, out->boards[i].code);
		TAKE_TEXT(from, out->boards[i].name);
	}
}

static void take_segments(struct reading *from, struct findings *out)
{
	out->segment_count = take_count(from, SEGMENT_MAX);
	for (size_t i = 0; i < out->segment_count; i++) {
		out->segments[i].offset = take_number(from);
		out->segments[i].size = take_number(from);
		TAKE_TEXT(from, out->segments[i].name);
		TAKE_TEXT(from, out->segments[i].target);
	}
}

static void take_checks(struct reading *from, struct findings *out)
{
	out->check_count = take_count(from, CHECK_MAX);
	for (size_t i = 0; i < out->check_count; i++) {
		out->checks[i].result = (enum check_result)take_count(from, CHECK_UNPROVEN);
		TAKE_TEXT(from, out->checks[i].name);
		TAKE_TEXT(from, out->checks[i].detail);
	}
	out->warning_count = take_count(from, WARNING_MAX);
	for (size_t i = 0; i < out->warning_count; i++)
		TAKE_TEXT(from, out->warnings[i]);
}

bool reply_read(const struct reply *reply, struct findings *out, struct reply_notes *notes)
{
	struct reading from = { { reply->bytes, reply->size }, 0, true };

	*out = (struct findings){ 0 };
	*notes = (struct reply_notes){ 0 };
	take_notes(&from, notes);
	take_formats(&from, out);
	take_answers(&from, out);
	take_boards(&from, out);
	take_segments(&from, out);
	take_checks(&from, out);
	return from.good && from.at == from.all.size;
}
