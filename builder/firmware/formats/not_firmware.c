/*
 * Files that are certainly no firmware: what a server says instead of sending a
 * file, text, and erased flash.
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LOOK_AT = 1024 };

/* The beginning of a file, without what editors and servers put before the first word. */
struct beginning {
	uint8_t bytes[LOOK_AT];
	struct bytes text; /* a part of `bytes` */
};

static void read_beginning(struct view file, struct beginning *out)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	size_t size = file.size < LOOK_AT ? (size_t)file.size : LOOK_AT;

	out->text = (struct bytes){ out->bytes, size };
	if (!view_read(file, 0, out->bytes, size))
		out->text.size = 0;
	if (size >= sizeof(mark) && memcmp(out->bytes, mark, sizeof(mark)) == 0)
		out->text = bytes_part(out->text, sizeof(mark), size - sizeof(mark));
	while (out->text.size && isspace(out->text.data[0]))
		out->text = bytes_part(out->text, 1, out->text.size - 1);
}

/* Bytes from 0x80 on may be UTF-8 or any national encoding; 0xff is in none, but in erased flash.
 */
static bool is_text(struct bytes view)
{
	for (uint64_t i = 0; i < view.size; i++) {
		if (view.data[i] == 0x7f || view.data[i] == 0xff ||
		    (view.data[i] < ' ' && !isspace(view.data[i])))
			return false;
	}
	return true;
}

static bool is_one_byte(struct view file)
{
	return view_run(file, 0x00) == file.size || view_run(file, 0xff) == file.size;
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

static bool recognise(struct view file)
{
	struct beginning beginning;

	read_beginning(file, &beginning);
	return is_text(beginning.text) || is_one_byte(file);
}

static const char *what(struct view file)
{
	struct beginning beginning;
	struct bytes text;
	uint8_t first;

	read_beginning(file, &beginning);
	text = beginning.text;
	first = text.size ? text.data[0] : ' ';
	if (is_one_byte(file))
		return "contains one repeated byte; it is erased flash or a failed download";
	if (holds(text, "version https://git-lfs"))
		return "is a Git LFS pointer, not firmware; download the file it points to";
	if (first == '<' && (holds(text, "<html") || holds(text, "<!doctype html")))
		return "is a web page, not firmware; the download failed or needs a login";
	if (first == '<')
		return "is an XML document, not firmware; the server sent an error instead of the "
		       "file";
	if (first == '{' || first == '[')
		return "is a JSON text, not firmware; the server sent an error instead of the file";
	return "is a text file, not firmware";
}

/* Settings may well look like JSON; what begins with '<' is a server's answer. */
static bool is_plain_text(struct view file)
{
	struct beginning beginning;

	read_beginning(file, &beginning);
	return beginning.text.size && beginning.text.data[0] != '<' && !is_one_byte(file) &&
	       !holds(beginning.text, "version https://git-lfs");
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;

	snprintf(out->never, sizeof(out->never), "%s", what(file));
	out->is_text = is_plain_text(file);
	findings_complete(out, COMPLETE_UNKNOWN, "it is not firmware");
}

static const struct format not_firmware = {
	.title = "not firmware",
	.rank = RANK_NOT_FIRMWARE,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(not_firmware, &not_firmware);
