#include "net/protocols/http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { DIGITS_MAX = 10, NOT_FOUND = -1 };

static int64_t find(struct bytes in, const char *what)
{
	const uint8_t *at = in.size ? memmem(in.data, in.size, what, strlen(what)) : NULL;

	return at ? at - in.data : NOT_FOUND;
}

static unsigned read_status(struct bytes head)
{
	const uint8_t *at = bytes_at(head, 0, sizeof("HTTP/1.1 200") - 1);

	if (!at || memcmp(at, "HTTP/", 5) != 0 || !isdigit(at[9]) || !isdigit(at[10]) ||
	    !isdigit(at[11]))
		return 0;
	return (unsigned)(at[9] - '0') * 100 + (unsigned)(at[10] - '0') * 10 +
	       (unsigned)(at[11] - '0');
}

static bool begins(struct bytes line, const char *name)
{
	const size_t size = strlen(name);

	return line.size >= size && strncasecmp((const char *)line.data, name, size) == 0;
}

static bool read_number(struct bytes text, uint64_t *out)
{
	uint64_t i = 0;
	uint64_t digits = 0;

	while (i < text.size && text.data[i] == ' ')
		i++;
	for (*out = 0; i < text.size && isdigit(text.data[i]); i++, digits++)
		*out = *out * 10 + (uint64_t)(text.data[i] - '0');
	return digits > 0 && digits <= DIGITS_MAX;
}

static void read_line(struct bytes line, struct http_answer *out)
{
	static const char length[] = "Content-Length:";
	static const char coding[] = "Transfer-Encoding:";

	if (begins(line, length))
		out->has_length = read_number(
		        bytes_part(line, sizeof(length) - 1, line.size - (sizeof(length) - 1)),
		        &out->length);
	else if (begins(line, coding))
		out->is_chunked = find(line, "chunked") != NOT_FOUND;
}

static void read_head(struct bytes head, struct http_answer *out)
{
	while (head.size) {
		const int64_t end = find(head, "\n");
		const uint64_t size = end == NOT_FOUND ? head.size : (uint64_t)end;

		read_line(bytes_part(head, 0, size), out);
		if (end == NOT_FOUND)
			return;
		head = bytes_part(head, size + 1, head.size - size - 1);
	}
}

/* Returns where the body begins; some loaders end lines with a line feed alone. */
static int64_t end_of_head(struct bytes bytes)
{
	const int64_t usual = find(bytes, "\r\n\r\n");
	const int64_t bare = find(bytes, "\n\n");

	if (bare != NOT_FOUND && (usual == NOT_FOUND || bare < usual))
		return bare + 2;
	return usual == NOT_FOUND ? NOT_FOUND : usual + 4;
}

static bool ends_with_last_chunk(struct bytes body)
{
	static const char last[] = "0\r\n\r\n";
	const uint64_t size = sizeof(last) - 1;

	return body.size >= size && memcmp(body.data + body.size - size, last, size) == 0 &&
	       (body.size == size || body.data[body.size - size - 1] == '\n');
}

void http_read_answer(struct bytes bytes, struct http_answer *out)
{
	int64_t end;

	*out = (struct http_answer){ .status = read_status(bytes) };
	if (!out->status) {
		out->body = bytes;
		return;
	}
	end = end_of_head(bytes);
	if (end == NOT_FOUND)
		return;
	out->has_head = true;
	read_head(bytes_part(bytes, 0, (uint64_t)end), out);
	out->body = bytes_part(bytes, (uint64_t)end, bytes.size - (uint64_t)end);
	if (out->is_chunked)
		out->is_whole = ends_with_last_chunk(out->body);
	else
		out->is_whole = out->has_length && out->body.size >= out->length;
}

/* Of the chunk whose size is at `at`: how long it is, and where it begins. */
static bool read_chunk(struct bytes body, uint64_t at, uint64_t *begins_at, uint64_t *size)
{
	const struct bytes rest = bytes_part(body, at, body.size - at);
	const int64_t end = find(rest, "\n");
	char digits[DIGITS_MAX] = "";

	if (end == NOT_FOUND || !rest.size || !isxdigit(rest.data[0]))
		return false;
	memcpy(digits, rest.data,
	       (size_t)end < sizeof(digits) - 1 ? (size_t)end : sizeof(digits) - 1);
	*size = strtoul(digits, NULL, 16);
	*begins_at = at + (uint64_t)end + 1;
	if (*size > body.size - *begins_at)
		*size = body.size - *begins_at;
	return *size > 0;
}

size_t http_join_chunks(uint8_t *body, size_t size)
{
	const struct bytes all = { body, size };
	size_t used = 0;
	uint64_t at = 0;
	uint64_t begins_at;
	uint64_t length;

	while (at < size && read_chunk(all, at, &begins_at, &length)) {
		memmove(body + used, body + begins_at, length);
		used += length;
		at = begins_at + length;
		if (at + 2 <= size)
			at += 2; /* the line's end behind it */
	}
	return used;
}

bool http_is_path(const char *path)
{
	size_t size = strlen(path);

	if (path[0] != '/' || size >= HTTP_PATH_MAX)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (path[i] <= ' ' || path[i] > '~' || path[i] == '"' || path[i] == '#')
			return false;
	}
	return true;
}

bool http_is_name(const char *name)
{
	size_t size = strlen(name);

	if (!size || size >= HTTP_NAME_MAX)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!isalnum((unsigned char)name[i]) && !strchr("_-.:[]", name[i]))
			return false;
	}
	return true;
}

size_t http_write_get(char out[HTTP_HEAD_MAX], const char *path, uint32_t host)
{
	char address[IPV4_TEXT];

	ipv4_text(address, host);
	return (size_t)snprintf(out, HTTP_HEAD_MAX,
	                        "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: "
	                        "close\r\n\r\n",
	                        path, address);
}
