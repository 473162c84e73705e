/*
 * fake_page - a boot loader with a rescue page, in the several poor ways that they have.
 *
 * It takes segments in order only, has one connection for everything, and sends each of its own
 * segments once.
 */
#ifndef FAKE_PAGE_H
#define FAKE_PAGE_H

#include "fake_wire.h"

#include <stdio.h>

#define COMPUTER UINT32_C(0xc0a8010a) /* 192.168.1.10 */
#define ROUTER UINT32_C(0xc0a80101)

enum { PAGE_BODY_MAX = 1 << 17, PAGE_SEGMENT = 1446, PAGE_LATE = 1000 };

struct fake_page {
	const char *html;       /* of the page; NULL: it gives no answer to a GET */
	const char *answer;     /* to the upload; NULL: none */
	const char *result;     /* of the second call */
	const char *head;       /* status line and so on, instead of the usual ones */
	uint32_t address;       /* 0: ROUTER */
	uint16_t window;        /* 0: one segment */
	uint64_t from;          /* deaf before (milliseconds on the wire's clock) */
	uint64_t refuses_until; /* resets connections before */
	unsigned drop;          /* each so-manieth segment of the program is lost */
	unsigned late;          /* each so-manieth of its own comes a second later */
	unsigned repeats;       /* each so-manieth of its own comes twice */
	bool stays_open;        /* does not close the connection after an answer */
	bool ends_early;        /* answers when the file is whole, and is gone then */
	bool resets_on_second;  /* a connection during the upload ruins it */
	bool forgets;           /* acknowledges no last boundary, and says nothing */
	uint64_t resets_at;     /* byte of the upload's body; 0: never */
	uint64_t silent_at;
	uint64_t deaf_at;
	uint64_t deaf_ms;
	uint64_t write_ms; /* after the head of the second call's answer, deaf */

	char request[PAGE_BODY_MAX + 2048];
	size_t size;                     /* of the request so far */
	size_t first_size;               /* of its first segment */
	char body[PAGE_BODY_MAX + 2048]; /* of the upload */
	size_t body_size;
	char upload_head[2048];
	char paths[8][64]; /* what was asked for */
	unsigned requests;
	unsigned connections;
	unsigned frames;
	unsigned own;
	uint16_t port; /* of the program */
	uint32_t pc;
	uint32_t next; /* of its bytes */
	uint32_t sequence;
	uint64_t deaf_until;
	bool is_open;
	bool was_answered;
	bool was_ruined;
	bool program_closed;
};

static inline void page_say(struct fake_wire *wire, uint64_t delay, uint8_t flags, const void *data,
                            size_t size)
{
	struct fake_page *page = wire->context;
	struct packet packet = {
		.kind = PACKET_TCP,
		.from_mac = router_mac,
		.to_mac = computer_mac,
		.from = page->address ? page->address : ROUTER,
		.to = page->pc,
		.from_port = 80,
		.to_port = page->port,
		.flags = flags,
		.sequence = page->sequence,
		.acknowledged = page->next,
		.window = page->window,
		.segment_max = flags & PACKET_SYN ? PAGE_SEGMENT : 0,
		.payload = { data, size },
	};

	page->own++;
	if (page->late && page->own % page->late == 0)
		delay += PAGE_LATE;
	fake_arrives(wire, delay, &packet);
	if (page->repeats && page->own % page->repeats == 0)
		fake_arrives(wire, delay + 1, &packet);
	page->sequence += (uint32_t)size + !!(flags & (PACKET_SYN | PACKET_FIN));
}

static inline void page_answer(struct fake_wire *wire, const char *text)
{
	struct fake_page *page = wire->context;
	static const char usual[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
	char answer[PAGE_SEGMENT];
	int size = snprintf(answer, sizeof(answer), "%s%s", page->head ? page->head : usual, text);

	page->was_answered = true;
	page_say(wire, 1, PACKET_ACK | PACKET_PSH, answer, (size_t)size);
	if (!page->stays_open)
		page_say(wire, 2, PACKET_ACK | PACKET_FIN, NULL, 0);
}

static inline void page_write(struct fake_wire *wire)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
	struct fake_page *page = wire->context;

	page->was_answered = true;
	page_say(wire, 1, PACKET_ACK | PACKET_PSH, head, sizeof(head) - 1);
	page->deaf_until = wire->now + page->write_ms;
	page_say(wire, page->write_ms + 2, PACKET_ACK | PACKET_PSH, page->result,
	         strlen(page->result));
	if (!page->stays_open)
		page_say(wire, page->write_ms + 3, PACKET_ACK | PACKET_FIN, NULL, 0);
}

/* The first segment must have what such a loader looks for there. */
static inline bool page_upload(struct fake_wire *wire, const char *head_end)
{
	struct fake_page *page = wire->context;
	const char *length = strstr(page->request, "Content-Length: ");
	const char *boundary = strstr(page->request, "boundary=");
	const size_t head = (size_t)(head_end - page->request) + 4;
	size_t wanted;

	assert_non_null(length);
	assert_non_null(boundary);
	assert_true(length < head_end && boundary < head_end && length[16] != ' ');
	assert_true(page->first_size >= head);
	wanted = strtoul(length + 16, NULL, 10);
	page->body_size = page->size - head;
	if (page->ends_early || page->forgets)
		wanted -= strcspn(boundary + 9, "\r") + 8;
	if (page->body_size < wanted)
		return false;
	memcpy(page->body, page->request + head, page->body_size);
	snprintf(page->upload_head, sizeof(page->upload_head), "%.*s", (int)head, page->request);
	return true;
}

static inline void page_note(struct fake_page *page)
{
	const char *space = strchr(page->request, ' ');

	snprintf(page->paths[page->requests++ % 8], sizeof(page->paths[0]), "%.*s",
	         (int)strcspn(space + 1, " "), space + 1);
}

static inline void page_take(struct fake_wire *wire)
{
	struct fake_page *page = wire->context;
	const char *head_end = strstr(page->request, "\r\n\r\n");

	if (!head_end || page->was_answered)
		return;
	if (strncmp(page->request, "POST ", 5) == 0) {
		if (!page_upload(wire, head_end))
			return;
		page_note(page);
		if (page->answer && !page->forgets)
			page_answer(wire, page->answer);
		page->was_answered = true;
		if (page->ends_early || page->forgets)
			page->deaf_until = UINT64_MAX;
		return;
	}
	page_note(page);
	if (strncmp(page->request, "GET /result ", 12) == 0)
		page_write(wire);
	else if (page->html)
		page_answer(wire, page->html);
	else
		page->was_answered = true;
}

static inline void page_open(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_page *page = wire->context;

	if (page->is_open && page->port == packet->from_port)
		page->sequence--; /* it did not hear the agreement */
	else
		page->connections++;
	if (page->is_open && page->port != packet->from_port && page->resets_on_second &&
	    page->size && !page->was_answered)
		page->was_ruined = true;
	page->port = packet->from_port;
	page->pc = packet->from;
	page->next = packet->sequence + 1;
	if (wire->now < page->refuses_until) {
		page_say(wire, 1, PACKET_RST | PACKET_ACK, NULL, 0);
		return;
	}
	page->is_open = true;
	page->was_answered = false;
	page->program_closed = false;
	page->size = 0;
	memset(page->request, 0, sizeof(page->request));
	page_say(wire, 1, PACKET_SYN | PACKET_ACK, NULL, 0);
}

static inline void page_receive(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_page *page = wire->context;
	const size_t size = (size_t)packet->payload.size;

	if (packet->from_port != page->port || !page->is_open)
		return;
	if (packet->sequence == page->next && size) {
		assert_true(size <= PAGE_SEGMENT);
		assert_true(page->size + size < sizeof(page->request));
		if (!page->size)
			page->first_size = size;
		memcpy(page->request + page->size, packet->payload.data, size);
		page->size += size;
		page->next += (uint32_t)size;
		page_take(wire);
	}
	if (packet->sequence + size == page->next && packet->flags & PACKET_FIN) {
		page->next++;
		page->program_closed = true;
	}
	if (size || packet->flags & PACKET_FIN)
		page_say(wire, 1, PACKET_ACK, NULL, 0);
}

static inline bool page_is_deaf(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_page *page = wire->context;

	if (wire->now < page->from || wire->now < page->deaf_until)
		return true;
	if (page->deaf_at && page->size >= page->deaf_at) {
		page->deaf_until = wire->now + page->deaf_ms;
		page->deaf_at = 0;
		return true;
	}
	if (page->silent_at && page->size >= page->silent_at)
		return true;
	if (packet->kind == PACKET_TCP && page->drop && ++page->frames % page->drop == 0)
		return true;
	if (page->resets_at && page->size >= page->resets_at) {
		page_say(wire, 1, PACKET_RST | PACKET_ACK, NULL, 0);
		page->silent_at = 1;
		return true;
	}
	return false;
}

/* The router of a fake_wire, whose context is a fake_page. */
static inline void page_hear(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_page *page = wire->context;
	const uint32_t own = page->address ? page->address : ROUTER;

	if (packet->to != own || page_is_deaf(wire, packet))
		return;
	if (packet->kind == PACKET_ARP_REQUEST)
		fake_arrives(wire, 1,
		             &(struct packet){ .kind = PACKET_ARP_REPLY,
		                               .from_mac = router_mac,
		                               .to_mac = computer_mac,
		                               .from = own,
		                               .to = packet->from });
	if (packet->kind != PACKET_TCP)
		return;
	assert_int_equal(packet->to_port, 80);
	if (packet->flags & PACKET_SYN)
		page_open(wire, packet);
	else
		page_receive(wire, packet);
}

#endif
