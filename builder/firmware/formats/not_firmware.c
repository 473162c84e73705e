/*
 * Files that are certainly no firmware: what a server says instead of sending a
 * file, text, and erased flash.
 */
#include "base/mem.h"
#include "firmware/findings.h"
#include "firmware/formats/format.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LOOK_AT = 1024 };

static struct bytes beginning(struct bytes file)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	struct bytes text = { file.data, file.size < LOOK_AT ? file.size : LOOK_AT };

	if (text.size >= sizeof(mark) && memcmp(text.data, mark, sizeof(mark)) == 0)
		text = bytes_part(text, sizeof(mark), text.size - sizeof(mark));
	while (text.size && isspace(text.data[0]))
		text = bytes_part(text, 1, text.size - 1);
	return text;
}

/* Bytes from 0x80 on may be UTF-8 or any national encoding. */
static bool is_text(struct bytes view)
{
	for (uint64_t i = 0; i < view.size; i++) {
		if (view.data[i] == 0x7f || (view.data[i] < ' ' && !isspace(view.data[i])))
			return false;
	}
	return true;
}

static bool is_one_byte(struct bytes file)
{
	if (file.data[0] != 0x00 && file.data[0] != 0xff)
		return false;
	return memcmp(file.data, file.data + 1, (size_t)file.size - 1) == 0;
}

static bool holds(struct bytes text, const char *word)
{
	size_t length = strlen(word);

	for (uint64_t i = 0; i + length <= text.size; i++) {
		if (strncasecmp((const char *)text.data + i, word, length) == 0)
			return true;
	}
	return false;
}

static bool recognise(struct bytes file)
{
	return is_one_byte(file) || is_text(beginning(file));
}

static const char *what(struct bytes file)
{
	struct bytes text = beginning(file);
	uint8_t first = text.size ? text.data[0] : ' ';

	if (is_one_byte(file))
		return "holds nothing: it is erased flash or a failed download";
	if (holds(text, "version https://git-lfs"))
		return "is a Git LFS pointer, not firmware: fetch the file that it stands for";
	if (first == '<' && (holds(text, "<html") || holds(text, "<!doctype html")))
		return "is a web page, not firmware: the download failed or needs a login";
	if (first == '<')
		return "is an XML document, not firmware: a server's error in place of the file";
	if (first == '{' || first == '[')
		return "is a JSON text, not firmware: a server's error in place of the file";
	return "is a text, not firmware";
}

static void parse(struct bytes file, struct findings *out)
{
	snprintf(out->container, sizeof(out->container), "not firmware");
	snprintf(out->never, sizeof(out->never), "%s", what(file));
	out->completeness = COMPLETE_UNKNOWN;
}

const struct format format_not_firmware = { .recognise = recognise, .parse = parse };
