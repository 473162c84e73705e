#include "firmware/examine/fwtool.h"

#include "base/bytes.h"
#include "base/json.h"
#include "base/mem.h"
#include "firmware/examine/ucert.h"

#include <stdio.h>
#include <string.h>

enum {
	RECORD = 16,
	CHUNK_MAX = 64 << 10,
	CHUNKS_MAX = 8, /* OpenWrt writes two */
	METADATA_HEAD = 8,
	SEARCHED = 8 << 10, /* where a cut record may be: more than what ucert writes */
	COMMENT_AT = 8,
	TYPE_SIGNATURE = 0,
	TYPE_METADATA = 1
};

struct chunk {
	struct view before; /* the file without this chunk */
	struct view payload;
	uint8_t type;
	uint32_t crc;
};

static bool last_chunk(struct view file, struct chunk *out)
{
	uint8_t record[RECORD];
	uint32_t size;

	if (file.size < RECORD || !view_read(file, file.size - RECORD, record, sizeof(record)) ||
	    memcmp(record, "FWx0", 4) != 0)
		return false;
	size = get_be32(record + 12);
	if (size < RECORD || size > file.size || size > CHUNK_MAX)
		return false;
	out->before = view_part(file, 0, file.size - size);
	out->payload = view_part(file, file.size - size, size - RECORD);
	out->crc = get_be32(record + 4);
	out->type = record[8];
	return true;
}

/* Whether the file goes on, behind the record at `at`, with a signature that is cut. */
static bool goes_on(struct view file, uint64_t at)
{
	static const char comment[] = "untrusted comment";
	struct view rest = view_from(file, at + RECORD);

	return rest.size > COMMENT_AT && view_has(rest, COMMENT_AT, comment,
	                                          rest.size - COMMENT_AT < sizeof(comment) - 1
	                                                  ? (size_t)(rest.size - COMMENT_AT)
	                                                  : sizeof(comment) - 1);
}

/* Whether a record, or the signature behind one, ends too early. */
static bool is_cut(struct view file)
{
	uint64_t reach = file.size < SEARCHED ? file.size : SEARCHED;
	AUTO_FREE uint8_t *end = mem_zalloc(1, SEARCHED);

	if (!view_read(file, file.size - reach, end, (size_t)reach))
		return false;
	for (uint64_t left = 4; left <= reach; left++) {
		if (memcmp(end + reach - left, "FWx0", 4) == 0 &&
		    (left < RECORD || goes_on(file, file.size - left)))
			return true;
	}
	return false;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* With a compat_version other than 1.0 the old list only holds a warning for old systems. */
static const json_t *board_list(const json_t *metadata)
{
	const char *compat = text_of(metadata, "compat_version");
	bool is_new = *compat && strcmp(compat, "1.0") != 0;

	return json_object_get(metadata, is_new ? "new_supported_devices" : "supported_devices");
}

static void add_metadata(const json_t *metadata, struct findings *out)
{
	const json_t *version = json_object_get(metadata, "version");
	const json_t *boards = board_list(metadata);
	char text[256];

	for (size_t i = 0; i < json_array_size(boards); i++) {
		const char *board = json_string_value(json_array_get(boards, i));

		if (board)
			findings_board(out, board, "");
	}
	snprintf(text, sizeof(text), "%s %s %s", text_of(version, "dist"),
	         text_of(version, "version"), text_of(version, "revision"));
	findings_version(out, text);
	findings_origin(out, ORIGIN_OPENWRT);
}

static void read_metadata(struct view payload, struct findings *out)
{
	struct view text = view_from(payload, METADATA_HEAD);
	AUTO_FREE char *copy = mem_zalloc(1, CHUNK_MAX);
	struct failure why;
	json_t *metadata;

	if (!text.size || !view_read(text, 0, copy, (size_t)text.size) ||
	    !json_read_text(copy, (size_t)text.size, "metadata", FAIL_FIRMWARE, &metadata, &why)) {
		findings_check(out, "OpenWrt metadata", CHECK_BAD, "it is not valid JSON");
		return;
	}
	add_metadata(metadata, out);
	json_decref(metadata);
}

static void read_chunk(const struct chunk *chunk, struct view file, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_CRC32_JAM, file);

	sum_range(sum, file, 0, file.size - RECORD);
	sum_expect32(sum, "CRC-32 of the whole file", chunk->crc);
	findings_complete(exam->findings, COMPLETE_EXACT, "it ends with an OpenWrt fwtool record");
	if (chunk->type == TYPE_METADATA)
		read_metadata(chunk->payload, exam->findings);
	else if (chunk->type == TYPE_SIGNATURE)
		ucert_check(chunk->before, chunk->payload, exam);
}

struct view fwtool_peel(struct view file, struct examination *exam)
{
	struct chunk chunk;

	for (int i = 0; i < CHUNKS_MAX && last_chunk(file, &chunk); i++) {
		read_chunk(&chunk, file, exam);
		file = chunk.before;
	}
	if (is_cut(file))
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "the OpenWrt record at its end is incomplete");
	return file;
}

uint64_t fwtool_end(struct view file)
{
	struct chunk chunk;

	for (int i = 0; i < CHUNKS_MAX && last_chunk(file, &chunk); i++)
		file = chunk.before;
	return file.size;
}
