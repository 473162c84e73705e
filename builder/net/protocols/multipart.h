/*
 * multipart - a form with one file, as a browser sends it (RFC 7578).
 *
 * Boot loaders read it by searching for texts, so it has exactly the form that they know: one space
 * behind "Content-Length:", the field's name before the file's, the file as the last part, and a
 * line's end behind the last boundary, which they count on.
 */
#ifndef MULTIPART_H
#define MULTIPART_H

#include "net/protocols/html_form.h"
#include "net/protocols/http.h"

enum { MULTIPART_PART_MAX = 2048, MULTIPART_TAIL_MAX = 64 };

/* Everything is borrowed. */
struct multipart_file {
	const char *path; /* of the form's target */
	uint32_t host;
	const char *field;
	const char *name; /* the file's */
	struct bytes content;
	const struct html_form *form; /* its hidden fields go along; NULL: there are none */
};

/* The request is head, part, the file's content and tail. */
struct multipart {
	char head[HTTP_HEAD_MAX];
	size_t head_size;
	char part[MULTIPART_PART_MAX];
	size_t part_size;
	char tail[MULTIPART_TAIL_MAX];
	size_t tail_size;
};

/* The path and the field are ones that http.h accepts. */
void multipart_write(const struct multipart_file *file, struct multipart *out);

#endif
