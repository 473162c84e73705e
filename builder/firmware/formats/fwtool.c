#include "firmware/formats/fwtool.h"

#include "base/json.h"
#include "base/text.h"
#include "firmware/findings.h"

#include <stdio.h>
#include <string.h>

enum {
	RECORD = 16,
	CHUNK_MAX = 64 << 10,
	CHUNKS_MAX = 8, /* OpenWrt writes two; every one costs a pass over the file */
	METADATA_HEAD = 8,
	TYPE_SIGNATURE = 0,
	TYPE_METADATA = 1
};

struct chunk {
	struct bytes before; /* the file without this chunk */
	struct bytes payload;
	uint8_t type;
	uint32_t crc;
};

static bool last_chunk(struct bytes file, struct chunk *out)
{
	const uint8_t *record = bytes_at(file, file.size - RECORD, RECORD);
	uint32_t size;

	if (!record || memcmp(record, "FWx0", 4) != 0)
		return false;
	size = get_be32(record + 12);
	if (size < RECORD || size > file.size || size > CHUNK_MAX)
		return false;
	out->before = bytes_part(file, 0, file.size - size);
	out->payload = bytes_part(file, file.size - size, size - RECORD);
	out->crc = get_be32(record + 4);
	out->type = record[8];
	return true;
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

static void read_metadata(struct bytes payload, struct findings *out)
{
	struct bytes text = bytes_part(payload, METADATA_HEAD, payload.size - METADATA_HEAD);
	const json_t *version;
	const json_t *boards;
	char version_text[256];
	struct failure why;
	json_t *metadata;

	if (!text.size || !json_read_text((const char *)text.data, (size_t)text.size, "metadata",
	                                  FAIL_FIRMWARE, &metadata, &why)) {
		findings_warn(out, "the OpenWrt metadata at the end is not readable");
		return;
	}
	version = json_object_get(metadata, "version");
	boards = board_list(metadata);
	for (size_t i = 0; i < json_array_size(boards); i++) {
		const char *board = json_string_value(json_array_get(boards, i));

		if (board)
			findings_board(out, board, "");
	}
	snprintf(version_text, sizeof(version_text), "%s %s %s", text_of(version, "dist"),
	         text_of(version, "version"), text_of(version, "revision"));
	text_clean(out->version, sizeof(out->version), version_text);
	out->origin = ORIGIN_OPENWRT;
	json_decref(metadata);
}

struct bytes fwtool_peel(struct bytes file)
{
	struct chunk chunk;

	for (int i = 0; i < CHUNKS_MAX && last_chunk(file, &chunk); i++)
		file = chunk.before;
	return file;
}

void fwtool_parse(struct bytes file, struct findings *out)
{
	struct chunk chunk;

	for (int i = 0; i < CHUNKS_MAX && last_chunk(file, &chunk); i++) {
		if (chunk.type == TYPE_METADATA)
			read_metadata(chunk.payload, out);
		findings_complete(out, COMPLETE_EXACT, "ends with a record of OpenWrt's fwtool");
		file = chunk.before;
	}
}

void fwtool_check(struct bytes file, struct findings *out)
{
	struct chunk chunk;

	for (int i = 0; i < CHUNKS_MAX && last_chunk(file, &chunk); i++) {
		struct bytes covered = bytes_part(file, 0, file.size - RECORD);

		findings_crc(out, "CRC-32 of the whole file", chunk.crc, crc_jam(covered));
		if (chunk.type == TYPE_SIGNATURE)
			findings_check(out, "OpenWrt signature", CHECK_UNKNOWN,
			               "not checked by this version");
		file = chunk.before;
	}
}
