#include "firmware/sandbox/reply.h"

#include "base/mem.h"
#include "base/text.h"
#include "firmware/examine/examine.h"

#include <stdio.h>
#include <string.h>

static void write_id(char out[TOLD_ID], const char *id)
{
	snprintf(out, TOLD_ID, "%s", id ? id : "");
}

void told_write(struct told *out, const struct findings *findings, bool unread)
{
	struct findings *bare = &out->findings;

	memset(out, 0, sizeof(*out));
	*bare = *findings;
	bare->format = NULL;
	bare->speaker = NULL;
	bare->signature_checkable = false;
	bare->is_text = false;
	write_id(out->format, findings->format);
	for (size_t i = 0; i < LAYER_MAX; i++) {
		bare->layers[i] = NULL;
		write_id(out->layers[i], findings->layers[i]);
	}
	for (size_t i = 0; i < BOARD_MAX; i++) {
		bare->boards[i].format = NULL;
		write_id(out->boards[i], findings->boards[i].format);
	}
	out->signature_checkable = findings->signature_checkable;
	out->is_text = findings->is_text;
	out->unread = unread;
}

/* Ours instead of theirs; an empty one is NULL. False when there is no such format. */
static bool read_id(const char id[TOLD_ID], const char **out)
{
	*out = NULL;
	if (!memchr(id, '\0', TOLD_ID))
		return false;
	*out = id[0] ? examine_id(id) : NULL;
	return *out || !id[0];
}

/* Both arrays are of the same size: the end is forced, and a terminal takes no orders. */
#define READ_TEXT(to, from) text_clean_bytes((to), sizeof(to), (from), sizeof(from))

static bool counts_exist(const struct findings *told)
{
	return told->layer_count <= LAYER_MAX && told->board_count <= BOARD_MAX &&
	       told->segment_count <= SEGMENT_MAX && told->check_count <= CHECK_MAX &&
	       told->warning_count <= WARNING_MAX && told->layer < LAYER_MAX &&
	       told->content <= LAYER_MAX;
}

static bool is_below(int value, int end)
{
	return value >= 0 && value < end;
}

static bool read_answers(const struct findings *told, struct findings *out)
{
	out->completeness = told->completeness;
	out->origin = told->origin;
	out->signature = told->signature;
	return is_below((int)told->completeness, COMPLETE_UNKNOWN + 1) &&
	       is_below((int)told->origin, ORIGIN_THIRD_PARTY + 1) &&
	       is_below((int)told->signature, SIGNATURE_VALID + 1);
}

static void read_texts(const struct findings *told, struct findings *out)
{
	READ_TEXT(out->container, told->container);
	READ_TEXT(out->version, told->version);
	READ_TEXT(out->region, told->region);
	READ_TEXT(out->completeness_detail, told->completeness_detail);
	READ_TEXT(out->never, told->never);
	READ_TEXT(out->signature_detail, told->signature_detail);
	READ_TEXT(out->signer, told->signer);
	for (size_t i = 0; i < told->warning_count; i++)
		READ_TEXT(out->warnings[i], told->warnings[i]);
	out->warning_count = told->warning_count;
}

static bool read_formats(const struct told *told, struct findings *out)
{
	bool known = read_id(told->format, &out->format);

	for (size_t i = 0; known && i < told->findings.layer_count; i++)
		known = read_id(told->layers[i], &out->layers[i]) && out->layers[i];
	out->layer = told->findings.layer;
	out->layer_count = told->findings.layer_count;
	out->content = told->findings.content;
	return known && (!out->format || format_named(out->format));
}

static bool read_boards(const struct told *told, struct findings *out)
{
	out->board_count = told->findings.board_count;
	for (size_t i = 0; i < out->board_count; i++) {
		const struct board *from = &told->findings.boards[i];
		struct board *board = &out->boards[i];

		if (!read_id(told->boards[i], &board->format))
			return false;
		READ_TEXT(board->code, from->code);
		READ_TEXT(board->name, from->name);
	}
	return true;
}

static void read_segments(const struct findings *told, struct findings *out)
{
	out->segment_count = told->segment_count;
	for (size_t i = 0; i < out->segment_count; i++) {
		const struct segment *from = &told->segments[i];
		struct segment *segment = &out->segments[i];

		segment->offset = from->offset;
		segment->size = from->size;
		READ_TEXT(segment->name, from->name);
		READ_TEXT(segment->target, from->target);
	}
}

static bool read_checks(const struct findings *told, struct findings *out)
{
	out->check_count = told->check_count;
	for (size_t i = 0; i < out->check_count; i++) {
		const struct check *from = &told->checks[i];
		struct check *check = &out->checks[i];

		if (!is_below((int)from->result, CHECK_UNPROVEN + 1))
			return false;
		check->result = from->result;
		READ_TEXT(check->name, from->name);
		READ_TEXT(check->detail, from->detail);
	}
	return true;
}

bool told_read(const struct told *told, struct findings *out, bool *unread)
{
	const struct findings *bytes = &told->findings;

	*out = (struct findings){ 0 };
	*unread = told->unread != 0;
	out->signature_checkable = told->signature_checkable != 0;
	out->is_text = told->is_text != 0;
	if (!counts_exist(bytes) || !read_answers(bytes, out) || !read_formats(told, out) ||
	    !read_boards(told, out) || !read_checks(bytes, out))
		return false;
	read_texts(bytes, out);
	read_segments(bytes, out);
	return true;
}
