/*
 * http - requests to a rescue page, and its answers (RFC 9112, and what came before it).
 *
 * An answer comes from a boot loader, or from a stranger: nothing of it is believed beyond its
 * bytes. What has no status line is taken for a body alone, as HTTP/0.9 had it.
 */
#ifndef HTTP_H
#define HTTP_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { HTTP_PORT = 80, HTTP_PATH_MAX = 128, HTTP_NAME_MAX = 48, HTTP_HEAD_MAX = 1024 };

struct http_answer {
	unsigned status; /* 0: it has no status line */
	bool has_head;   /* whole */
	bool is_chunked;
	bool has_length;
	uint64_t length;   /* of the body, where it is stated */
	struct bytes body; /* what there is of it; borrowed */
	bool is_whole;     /* by its own word; otherwise it ends when the connection does */
};

/* Of what has come so far. */
void http_read_answer(struct bytes bytes, struct http_answer *out);

/* A chunked body without its chunks' sizes, in its own place; returns its new size. */
size_t http_join_chunks(uint8_t *body, size_t size);

/* Whether a request can carry that path; whether a form's field can have that name. */
bool http_is_path(const char *path);
bool http_is_name(const char *name);

/* "GET PATH": returns its size. The path is one. */
size_t http_write_get(char out[HTTP_HEAD_MAX], const char *path, uint32_t host);

#endif
