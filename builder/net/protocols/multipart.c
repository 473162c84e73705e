#include "net/protocols/multipart.h"

#include <ctype.h>
#include <stdio.h>

enum { BOUNDARY_MAX = 24 };

static bool has(struct bytes content, const char *text)
{
	return content.size && memmem(content.data, content.size, text, strlen(text));
}

/* One that the file does not hold. */
static void choose_boundary(struct bytes content, char out[BOUNDARY_MAX])
{
	unsigned number = 0x1f2e3d4c;

	do
		snprintf(out, BOUNDARY_MAX, "----mkrescue%08x", number++);
	while (has(content, out));
}

/* What a quoted text and a loader's buffer can hold; the extension stays. */
static void clean_name(const char *name, char out[HTTP_NAME_MAX])
{
	const char *slash = strrchr(name, '/');
	size_t size;

	if (slash)
		name = slash + 1;
	size = strlen(name);
	if (size >= HTTP_NAME_MAX)
		name += size - (HTTP_NAME_MAX - 1);
	snprintf(out, HTTP_NAME_MAX, "%s", name);
	for (char *at = out; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("._-", *at))
			*at = '_';
	}
}

static size_t write_hidden(const struct html_form *form, const char *boundary,
                           char out[MULTIPART_PART_MAX])
{
	size_t size = 0;

	for (size_t i = 0; form && i < form->hidden_count; i++) {
		const struct html_hidden *hidden = &form->hidden[i];

		size += (size_t)snprintf(out + size, MULTIPART_PART_MAX - size,
		                         "--%s\r\nContent-Disposition: form-data; name=\"%s\""
		                         "\r\n\r\n%s\r\n",
		                         boundary, hidden->name, hidden->value);
	}
	return size;
}

static void write_part(const struct multipart_file *file, const char *boundary,
                       struct multipart *out)
{
	char name[HTTP_NAME_MAX];
	size_t size = write_hidden(file->form, boundary, out->part);

	clean_name(file->name, name);
	out->part_size = size + (size_t)snprintf(out->part + size, sizeof(out->part) - size,
	                                         "--%s\r\nContent-Disposition: form-data; "
	                                         "name=\"%s\"; filename=\"%s\"\r\nContent-Type: "
	                                         "application/octet-stream\r\n\r\n",
	                                         boundary, file->field, name);
}

void multipart_write(const struct multipart_file *file, struct multipart *out)
{
	char boundary[BOUNDARY_MAX];
	char address[IPV4_TEXT];

	choose_boundary(file->content, boundary);
	ipv4_text(address, file->host);
	write_part(file, boundary, out);
	out->tail_size = (size_t)snprintf(out->tail, sizeof(out->tail), "\r\n--%s--\r\n", boundary);
	out->head_size = (size_t)snprintf(
	        out->head, sizeof(out->head),
	        "POST %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n"
	        "Content-Length: %llu\r\nContent-Type: multipart/form-data; boundary=%s\r\n\r\n",
	        file->path, address,
	        (unsigned long long)out->part_size + file->content.size + out->tail_size, boundary);
}
