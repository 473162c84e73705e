/*
 * A rescue page that says anything: its form, its answers. Whatever it says, the method ends, what
 * it says may be shown, and a request never has more lines than it should. The input is a byte of
 * options and what the page says to every request.
 */
#include "net/rescue_loop.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "net/methods/shared/page_answer.h"
#include "net/methods/shared/page_choice.h"
#include "net/protocols/multipart.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	FILE_SIZE = 3000,
	WAITS_MAX = 100000,
	HERE = 0x0a000001,
	ROUTER = 0x0a000002,
	SAYS_MAX = 1400,
	QUEUE = 16,
	KNOWS = 1,      /* options: the catalogue knows the form, */
	ASKS_TWICE = 2, /* and a second call; */
	CLOSES = 4,     /* the page closes; */
	LOSES = 8,      /* every fifth frame is lost */
};

static const struct mac own_mac = { { 2, 0, 0, 0, 0, 1 } };
static const struct mac router_mac = { { 2, 0, 0, 0, 0, 2 } };

struct fuzz_wire {
	struct wire wire; /* first */
	struct net_sink sink;
	uint64_t now;
	struct bytes says;
	uint8_t options;
	uint8_t queue[QUEUE][PACKET_FRAME_MAX];
	size_t sizes[QUEUE];
	size_t queued;
	size_t taken;
	uint32_t next;
	uint32_t sequence;
	bool has_answered;
	unsigned sent;
	unsigned waits;
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static uint64_t now(struct wire *wire)
{
	return ((struct fuzz_wire *)wire)->now;
}

static void answer(struct fuzz_wire *wire, const struct packet *to, uint8_t flags,
                   struct bytes payload)
{
	const struct packet packet = {
		.kind = to->kind == PACKET_TCP ? PACKET_TCP : PACKET_ARP_REPLY,
		.from_mac = router_mac,
		.to_mac = own_mac,
		.from = to->to,
		.to = to->from,
		.from_port = to->to_port,
		.to_port = to->from_port,
		.flags = flags,
		.window = 1446,
		.sequence = wire->sequence,
		.acknowledged = wire->next,
		.payload = payload,
	};

	if (wire->queued == QUEUE)
		return;
	wire->sizes[wire->queued] = packet_write(wire->queue[wire->queued], &packet);
	wire->queued++;
	wire->sequence += (uint32_t)payload.size + !!(flags & (PACKET_SYN | PACKET_FIN));
}

/* After a request's last line, or the end of a file; once for each connection. */
static bool is_at_end(struct bytes sent)
{
	return sent.size >= 4 && (memcmp(sent.data + sent.size - 4, "\r\n\r\n", 4) == 0 ||
	                          memcmp(sent.data + sent.size - 4, "--\r\n", 4) == 0);
}

static void hear_segment(struct fuzz_wire *wire, const struct packet *packet)
{
	const struct bytes none = { NULL, 0 };

	if (packet->flags & PACKET_SYN) {
		wire->next = packet->sequence + 1;
		wire->has_answered = false;
		answer(wire, packet, PACKET_SYN | PACKET_ACK, none);
		return;
	}
	if (packet->sequence != wire->next)
		return;
	wire->next += (uint32_t)packet->payload.size + !!(packet->flags & PACKET_FIN);
	if (packet->payload.size || packet->flags & PACKET_FIN)
		answer(wire, packet, PACKET_ACK, none);
	if (!is_at_end(packet->payload) || wire->has_answered)
		return;
	wire->has_answered = true;
	answer(wire, packet, PACKET_ACK,
	       bytes_part(wire->says, 0, wire->says.size < SAYS_MAX ? wire->says.size : SAYS_MAX));
	if (wire->options & CLOSES)
		answer(wire, packet, PACKET_ACK | PACKET_FIN, none);
}

static void send_frame(struct wire *base, struct bytes frame)
{
	struct fuzz_wire *wire = (struct fuzz_wire *)base;
	struct packet packet;

	packet_read(frame, &packet);
	must(packet.kind != PACKET_OTHER && packet_same_mac(&packet.from_mac, &own_mac));
	if (wire->options & LOSES && ++wire->sent % 5 == 0)
		return;
	if (packet.kind == PACKET_TCP)
		hear_segment(wire, &packet);
	else
		answer(wire, &packet, 0, (struct bytes){ NULL, 0 });
}

static enum wire_word wait_for(struct wire *base, uint64_t until, struct bytes *frame)
{
	struct fuzz_wire *wire = (struct fuzz_wire *)base;

	must(++wire->waits < WAITS_MAX);
	if (wire->taken < wire->queued) {
		*frame = (struct bytes){ wire->queue[wire->taken], wire->sizes[wire->taken] };
		wire->taken++;
		wire->now++;
		return WIRE_FRAME;
	}
	wire->taken = 0;
	wire->queued = 0;
	must(until != UINT64_MAX);
	if (wire->now < until)
		wire->now = until;
	return WIRE_TIMEOUT;
}

static void check_event(struct net_sink *sink, const struct net_event *event)
{
	struct net_event read;

	(void)sink;
	must(net_event_read(event, &read));
	must(text_is_harmless(event->text) && text_is_harmless(event->detail));
}

static struct net_job job_of(uint8_t options, const uint8_t content[FILE_SIZE])
{
	struct net_job job = {
		.method = "http-post",
		.files = { { .names = { "a.bin" },
		             .name_count = 1,
		             .content = { content, FILE_SIZE } } },
		.file_count = 1,
		.addresses = { HERE },
		.address_count = 1,
		.devices = { ROUTER },
		.device_count = 1,
		.push = { .is_wanted = true },
		.page = { .is_wanted = true, .md5 = "0123456789abcdef0123456789abcdef" },
		.patience_ms = 20 * 1000,
	};

	if (options & KNOWS) {
		job.page.path = "/upload";
		job.page.field = "firmware";
	}
	if (options & ASKS_TWICE)
		job.page.second_path = "/result";
	return job;
}

static void run(uint8_t options, struct bytes says)
{
	static const struct wire_calls calls = { now, wait_for, send_frame };
	static const uint8_t content[FILE_SIZE];
	const struct net_job job = job_of(options, content);
	AUTO_FREE struct fuzz_wire *wire = mem_zalloc(1, sizeof(*wire));
	struct net_event ending;

	wire->wire = (struct wire){ &calls, true };
	wire->sink.event = check_event;
	wire->now = 1000;
	wire->says = says;
	wire->options = options;
	ending = rescue_loop(net_method_named("http-post"), &job, &wire->wire, &own_mac,
	                     &wire->sink);
	must(ending.kind == NET_ENDED);
	check_event(&wire->sink, &ending);
}

/* What is sent has the lines that it should have, whatever the form says. */
static void check_upload(const struct page_target *target)
{
	const struct multipart_file file = {
		.path = target->path,
		.field = target->field,
		.name = "a.bin",
		.form = target->form,
	};
	AUTO_FREE struct multipart *body = mem_zalloc(1, sizeof(*body));
	size_t lines = 0;

	must(http_is_path(target->path) && http_is_name(target->field));
	must(page_is_safe(target->path) && page_is_safe(target->field));
	multipart_write(&file, body);
	must(body->head_size < sizeof(body->head) && body->part_size < sizeof(body->part));
	for (size_t i = 0; i < body->head_size; i++)
		lines += body->head[i] == '\n';
	must(lines == 7);
}

static void read_page(uint8_t options, struct bytes html)
{
	static const uint8_t none[1];
	const struct net_job job = job_of(options, none);
	AUTO_FREE struct html_page *page = mem_zalloc(1, sizeof(*page));
	struct page_target target;
	char text[NET_TEXT];
	char words[HTML_WORDS_MAX];

	if (page_choose(&job.page, html, "/a/b.html", page, &target, text) == PAGE_CHOSEN)
		check_upload(&target);
	must(text_is_harmless(text));
	html_read_words(html, words);
	must(text_is_harmless(words));
}

static void read_answer(struct bytes bytes)
{
	const struct net_page page = { .success = "ok" };
	AUTO_FREE uint8_t *copy = mem_zalloc(1, bytes.size + 1);
	struct http_answer answer;
	char words[HTML_WORDS_MAX];

	http_read_answer(bytes, &answer);
	must(answer.body.size <= bytes.size);
	(void)page_read_answer(&page, &answer, words);
	must(text_is_harmless(words));
	(void)page_confirms(&answer, 1000, "0123456789abcdef0123456789abcdef");
	if (bytes.size)
		memcpy(copy, bytes.data, bytes.size);
	must(http_join_chunks(copy, bytes.size) <= bytes.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes says = { data + 1, size ? size - 1 : 0 };

	if (!size)
		return 0;
	read_answer(says);
	read_page(data[0], says);
	run(data[0], says);
	return 0;
}
