/* fake_upload - a file on its way to a fake_page, and whether it arrived. */
#ifndef FAKE_UPLOAD_H
#define FAKE_UPLOAD_H

#include "fake_page.h"

enum { FILE_SIZE = 100000, START = 1000000 };

#define FORM \
	"<html><form action=\"\" method=post enctype=multipart/form-data>" \
	"<input type=file name=firmware><input type=submit></form>"

static uint8_t content[FILE_SIZE];

static inline struct net_job job_of(void)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "http-post",
		.files = { { .names = { "firmware.bin" },
		             .name_count = 1,
		             .content = { content, FILE_SIZE } } },
		.file_count = 1,
		.addresses = { COMPUTER, 0xc0a8000a },
		.address_count = 2,
		.devices = { ROUTER, 0xc0a80001 },
		.device_count = 2,
		.push = { .is_wanted = true },
		.page = { .is_wanted = true, .md5 = "0123456789abcdef0123456789abcdef" },
		.patience_ms = 600 * 1000,
		.write_ms = 60 * 1000,
	};
}

static inline struct fake_page *page_new(const char *html, const char *answer)
{
	struct fake_page *page = mem_zalloc(1, sizeof(*page));

	page->html = html;
	page->answer = answer;
	page->window = PAGE_SEGMENT;
	page->resets_on_second = true;
	return page;
}

static inline struct net_event post(struct fake_page *page, struct fake_wire **wire,
                                    const struct net_job *job)
{
	*wire = fake_wire_new(page_hear, page);
	return fake_run(*wire, "http-post", job);
}

/* The body is the part's head, the file, and the last boundary with its line's end. */
static inline void assert_body(const struct fake_page *page, const char *field)
{
	const char *boundary = strstr(page->upload_head, "boundary=");
	char expected[512];
	int size;

	assert_non_null(boundary);
	boundary += strlen("boundary=");
	size = snprintf(expected, sizeof(expected),
	                "--%.*s\r\nContent-Disposition: form-data; name=\"%s\"; "
	                "filename=\"firmware.bin\"\r\nContent-Type: "
	                "application/octet-stream\r\n\r\n",
	                (int)strcspn(boundary, "\r"), boundary, field);
	assert_memory_equal(page->body, expected, (size_t)size);
	assert_true(page->body_size >= (size_t)size + FILE_SIZE);
	assert_memory_equal(page->body + size, content, FILE_SIZE);
	if (page->ends_early || page->forgets)
		return;
	snprintf(expected, sizeof(expected), "\r\n--%.*s--\r\n", (int)strcspn(boundary, "\r"),
	         boundary);
	assert_int_equal(page->body_size, (size_t)size + FILE_SIZE + strlen(expected));
	assert_memory_equal(page->body + size + FILE_SIZE, expected, strlen(expected));
}

#endif
