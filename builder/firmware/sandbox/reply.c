#include "firmware/sandbox/reply.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"

#include <stdio.h>
#include <string.h>

static void write_id(char out[REPLY_ID], const char *id)
{
	snprintf(out, REPLY_ID, "%s", id ? id : "");
}

void reply_write(struct reply *out, const struct findings *findings, bool unread)
{
	struct findings *bare = &out->findings;

	memset(out, 0, sizeof(*out));
	*bare = *findings;
	bare->format = NULL;
	bare->speaker = NULL;
	bare->signature_checkable = false;
	bare->is_text = false;
	write_id(out->format, findings->format);
	for (size_t i = 0; i < LAYER_MAX; i++)
		bare->layers[i] = NULL;
	for (size_t i = 0; i < findings->layer_count; i++)
		write_id(out->layers[i], findings->layers[i]);
	for (size_t i = 0; i < BOARD_MAX; i++)
		bare->boards[i].format = NULL;
	for (size_t i = 0; i < findings->board_count; i++)
		write_id(out->boards[i], findings->boards[i].format);
	out->signature_checkable = findings->signature_checkable;
	out->is_text = findings->is_text;
	out->unread = unread;
}

/* Ours instead of theirs; an empty one is NULL. False when there is no such format. */
static bool read_id(const char id[REPLY_ID], const char **out)
{
	*out = NULL;
	if (!memchr(id, '\0', REPLY_ID))
		return false;
	*out = id[0] ? examine_id(id) : NULL;
	return *out || !id[0];
}

/* Both arrays are of the same size: the end is forced, and a terminal takes no orders. */
#define READ_TEXT(to, from) text_clean_bytes((to), sizeof(to), (from), sizeof(from))

static bool counts_exist(const struct findings *reply)
{
	return reply->layer_count <= LAYER_MAX && reply->board_count <= BOARD_MAX &&
	       reply->segment_count <= SEGMENT_MAX && reply->check_count <= CHECK_MAX &&
	       reply->warning_count <= WARNING_MAX && reply->layer < LAYER_MAX &&
	       reply->content <= LAYER_MAX;
}

static bool is_below(int value, int end)
{
	return value >= 0 && value < end;
}

static bool read_answers(const struct findings *reply, struct findings *out)
{
	out->completeness = reply->completeness;
	out->origin = reply->origin;
	out->signature = reply->signature;
	return is_below((int)reply->completeness, COMPLETE_UNSTATED + 1) &&
	       is_below((int)reply->origin, ORIGIN_THIRD_PARTY + 1) &&
	       is_below((int)reply->signature, SIGNATURE_VALID + 1);
}

static void read_texts(const struct findings *reply, struct findings *out)
{
	READ_TEXT(out->container, reply->container);
	READ_TEXT(out->version, reply->version);
	READ_TEXT(out->region, reply->region);
	READ_TEXT(out->completeness_detail, reply->completeness_detail);
	READ_TEXT(out->never, reply->never);
	READ_TEXT(out->signature_detail, reply->signature_detail);
	READ_TEXT(out->signer, reply->signer);
	for (size_t i = 0; i < reply->warning_count; i++)
		READ_TEXT(out->warnings[i], reply->warnings[i]);
	out->warning_count = reply->warning_count;
}

static bool read_formats(const struct reply *reply, struct findings *out)
{
	bool known = read_id(reply->format, &out->format);

	for (size_t i = 0; known && i < reply->findings.layer_count; i++)
		known = read_id(reply->layers[i], &out->layers[i]) && out->layers[i];
	out->layer = reply->findings.layer;
	out->layer_count = reply->findings.layer_count;
	out->content = reply->findings.content;
	return known && (!out->format || format_named(out->format));
}

static bool read_boards(const struct reply *reply, struct findings *out)
{
	out->board_count = reply->findings.board_count;
	for (size_t i = 0; i < out->board_count; i++) {
		const struct board *from = &reply->findings.boards[i];
		struct board *board = &out->boards[i];

		if (!read_id(reply->boards[i], &board->format))
			return false;
		READ_TEXT(board->code, from->code);
		READ_TEXT(board->name, from->name);
	}
	return true;
}

static void read_segments(const struct findings *reply, struct findings *out)
{
	out->segment_count = reply->segment_count;
	for (size_t i = 0; i < out->segment_count; i++) {
		const struct segment *from = &reply->segments[i];
		struct segment *segment = &out->segments[i];

		segment->offset = from->offset;
		segment->size = from->size;
		READ_TEXT(segment->name, from->name);
		READ_TEXT(segment->target, from->target);
	}
}

static bool read_checks(const struct findings *reply, struct findings *out)
{
	out->check_count = reply->check_count;
	for (size_t i = 0; i < out->check_count; i++) {
		const struct check *from = &reply->checks[i];
		struct check *check = &out->checks[i];

		if (!is_below((int)from->result, CHECK_UNPROVEN + 1))
			return false;
		check->result = from->result;
		READ_TEXT(check->name, from->name);
		READ_TEXT(check->detail, from->detail);
	}
	return true;
}

bool reply_read(const struct reply *reply, struct findings *out, bool *unread)
{
	const struct findings *bytes = &reply->findings;

	*out = (struct findings){ 0 };
	*unread = reply->unread != 0;
	out->signature_checkable = reply->signature_checkable != 0;
	out->is_text = reply->is_text != 0;
	if (!counts_exist(bytes) || !read_answers(bytes, out) || !read_formats(reply, out) ||
	    !read_boards(reply, out) || !read_checks(bytes, out))
		return false;
	read_texts(bytes, out);
	read_segments(bytes, out);
	return true;
}
