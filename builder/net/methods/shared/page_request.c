#include "net/methods/shared/page_request.h"

enum { CONNECT_MS = 30 * 1000, READ_MS = 20 * 1000, ANSWER_MS = 180 * 1000 };

const char *page_request_path(const struct net_page *page)
{
	return page->path && !page->field ? page->path : "/";
}

static struct bytes bytes_of(const char *text, size_t size)
{
	return (struct bytes){ (const uint8_t *)text, size };
}

void page_request_get(struct http_request *out, char text[HTTP_HEAD_MAX], const char *path,
                      uint32_t host)
{
	const size_t size = http_write_get(text, path, host);

	*out = (struct http_request){
		.parts = { { bytes_of(text, size), false } },
		.part_count = 1,
		.counts = size,
		.connect_ms = CONNECT_MS,
		.answer_ms = READ_MS,
	};
}

void page_request_upload(struct http_request *out, struct multipart *body,
                         const struct net_job *job, const struct page_target *target, uint32_t host)
{
	const struct multipart_file file = {
		.path = target->path,
		.host = host,
		.field = target->field,
		.name = job->files[0].names[0],
		.content = job->files[0].content,
		.form = target->form,
	};

	multipart_write(&file, body);
	*out = (struct http_request){
		.parts = { { bytes_of(body->head, body->head_size), job->page.head_alone },
		           { bytes_of(body->part, body->part_size), true },
		           { file.content, false },
		           { bytes_of(body->tail, body->tail_size), false } },
		.part_count = 4,
		.counts = body->head_size + body->part_size + file.content.size,
		.connect_ms = CONNECT_MS,
		.answer_ms = job->write_ms > ANSWER_MS ? job->write_ms : ANSWER_MS,
	};
}
