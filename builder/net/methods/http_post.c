/*
 * http-post: the file is uploaded to the boot loader's rescue page, as a browser would.
 *
 * ARP comes before any connection. The page is read once, to learn where its form goes and how the
 * field for the file is called; then the file follows, on the only connection that there is: a
 * second one would reset the upload in many loaders.
 */
#include "base/mem.h"
#include "base/text/text.h"
#include "net/methods/shared/finder.h"
#include "net/methods/shared/http_exchange.h"
#include "net/methods/shared/page_answer.h"
#include "net/methods/shared/page_choice.h"
#include "net/methods/shared/page_request.h"
#include "net/methods/shared/presence.h"

#include <stdio.h>

enum {
	ASK_ARP_MS = 500,
	GONE_MS = 3000, /* a system that has not answered ARP for so long is gone */
	AGAIN_MS = 130 * 1000,
	RETRY_MS = 1000,
	PAUSE_MS = 200, /* between two connections */
	CONNECT_MS = 4000,
	WRITE_MS = 10 * 60 * 1000,
	FIRST_PORT = 50100,
	PORTS = 8000,
	STATUS_OTHER = 300,
};

enum phase {
	FINDING, /* the router, by ARP */
	READING, /* its page */
	PREPARING,
	UPLOADING,
	COMMITTING,
};

struct http_post {
	enum phase phase;
	struct presence presence;
	struct finder finder;
	struct http_exchange exchange;
	struct packet peer;
	struct html_page page;
	struct page_target target;
	struct multipart body;
	char request[HTTP_HEAD_MAX];
	char said[NET_TEXT];  /* by what has no file field */
	bool is_held;         /* by that: until it is switched off */
	bool says_sending;    /* that was told */
	unsigned connections; /* each from a port of its own */
	uint64_t seen_at;     /* last, by ARP */
};

static struct net_event event_about(const struct http_post *self, const struct net_run *run,
                                    enum net_state state)
{
	const struct net_file *file = &run->job->files[0];
	const uint64_t around = self->body.head_size + self->body.part_size;
	const uint64_t done = self->phase == UPLOADING ? http_exchange_done(&self->exchange) : 0;
	struct net_event event = {
		.kind = NET_STATE,
		.state = state,
		.address = self->peer.to,
		.mac = self->peer.to_mac,
		.total = file->content.size,
	};

	event.done = done > around ? done - around : 0;
	if (event.done > event.total || self->phase == COMMITTING)
		event.done = event.total;
	text_clean(event.text, sizeof(event.text), file->names[0]);
	return event;
}

static void tell(const struct http_post *self, struct net_run *run, enum net_state state)
{
	const struct net_event event = event_about(self, run, state);

	net_tell(run, &event);
}

static void end_with(const struct http_post *self, struct net_run *run, enum net_end end,
                     const char *text)
{
	struct net_event ending = event_about(self, run, NET_SENT);

	ending.end = end;
	if (text)
		text_clean(ending.text, sizeof(ending.text), text);
	net_end(run, &ending);
}

static void start(void *state, struct net_run *run)
{
	struct http_post *self = state;

	self->exchange.state = HTTP_OVER;
	self->peer.to = run->job->devices[0];
	finder_start(&self->finder, run, ASK_ARP_MS);
	presence_start(&self->presence, run);
	run->deadline = run->now;
}

static void connect_for(struct http_post *self, struct net_run *run, enum phase phase,
                        struct http_request *request)
{
	self->phase = phase;
	request->peer = self->peer;
	request->peer.from_port = (uint16_t)(FIRST_PORT + (run->now + self->connections++) % PORTS);
	request->peer.to_port = run->job->page.port ? run->job->page.port : HTTP_PORT;
	request->pause_ms = PAUSE_MS;
	http_exchange_start(&self->exchange, run, request);
}

static void ask_for(struct http_post *self, struct net_run *run, enum phase phase, const char *path)
{
	struct http_request request;

	page_request_get(&request, self->request, path, self->peer.to);
	if (phase == READING)
		request.connect_ms = CONNECT_MS;
	request.is_slow = phase == COMMITTING;
	if (request.is_slow)
		request.answer_ms = WRITE_MS;
	connect_for(self, run, phase, &request);
}

static void upload(struct http_post *self, struct net_run *run)
{
	struct http_request request;

	page_request_upload(&request, &self->body, run->job, &self->target, self->peer.to);
	connect_for(self, run, UPLOADING, &request);
}

static void find_again(struct http_post *self, const struct net_run *run)
{
	self->phase = FINDING;
	finder_again(&self->finder, run, RETRY_MS);
}

/* Most likely the router's usual system: the boot loader comes when it is switched off and on. */
static void hold(struct http_post *self, struct net_run *run)
{
	struct net_event event;

	find_again(self, run);
	self->is_held = true;
	self->seen_at = run->now;
	self->finder.give_up_at = net_earlier(self->finder.give_up_at, run->now + AGAIN_MS);
	event = event_about(self, run, NET_NO_PAGE);
	text_clean(event.text, sizeof(event.text), self->said);
	net_tell(run, &event);
}

static void tell_page(const struct http_post *self, struct net_run *run)
{
	struct net_event event = event_about(self, run, NET_PAGE);

	text_clean(event.text, sizeof(event.text), self->target.path);
	text_clean(event.detail, sizeof(event.detail), self->target.field);
	net_tell(run, &event);
}

static void take_choice(struct http_post *self, struct net_run *run, struct bytes html)
{
	const struct net_page *page = &run->job->page;
	char fields[NET_TEXT];

	switch (page_choose(page, html, page_request_path(page), &self->page, &self->target,
	                    fields)) {
	case PAGE_WITHOUT: hold(self, run); return;
	case PAGE_SEVERAL: end_with(self, run, NET_END_CHOICE, fields); return;
	case PAGE_UNSAFE: end_with(self, run, NET_END_UNSAFE, fields); return;
	case PAGE_CHOSEN: break;
	}
	presence_go_on(&self->presence);
	tell_page(self, run);
	if (page->first_path)
		ask_for(self, run, PREPARING, page->first_path);
	else
		upload(self, run);
}

static void finish_reading(struct http_post *self, struct net_run *run)
{
	struct http_answer answer = { .status = 0 };

	if (self->exchange.end == HTTP_UNHEARD || self->exchange.end == HTTP_BROKEN) {
		find_again(self, run);
		return;
	}
	if (self->exchange.end == HTTP_ANSWERED)
		http_exchange_answer(&self->exchange, &answer);
	html_read_words(answer.body, self->said);
	if (answer.status >= STATUS_OTHER) {
		snprintf(self->said, sizeof(self->said), "HTTP status %u", answer.status);
		answer.body.size = 0;
	}
	if (!self->said[0])
		snprintf(self->said, sizeof(self->said), "nothing");
	take_choice(self, run, answer.body);
}

static void end_sent(const struct http_post *self, struct net_run *run, enum net_end end,
                     const char *words)
{
	tell(self, run, NET_SENT);
	end_with(self, run, end, words);
}

static void stop(const struct http_post *self, struct net_run *run)
{
	tell(self, run, NET_STOPPED);
	end_with(self, run, NET_END_STOPPED, NULL);
}

static void judge(const struct http_post *self, struct net_run *run,
                  const struct http_answer *answer)
{
	char words[HTML_WORDS_MAX];

	switch (page_read_answer(&run->job->page, answer, words)) {
	case PAGE_SAYS_FAILED: end_with(self, run, NET_END_REFUSED, words); return;
	case PAGE_SAYS_DONE: tell(self, run, NET_WRITTEN); break;
	case PAGE_SAYS_NOTHING: break;
	}
	end_sent(self, run, NET_END_SENT, words);
}

/* Nothing is written before the second call: what has not arrived as it was sent never is. */
static void commit(struct http_post *self, struct net_run *run, const struct http_answer *answer)
{
	const struct net_page *page = &run->job->page;
	char words[HTML_WORDS_MAX];

	if (page_confirms(answer, run->job->files[0].content.size, page->md5)) {
		tell(self, run, NET_CONFIRMED);
		ask_for(self, run, COMMITTING, page->second_path);
		return;
	}
	(void)page_read_answer(page, answer, words);
	end_with(self, run, NET_END_REFUSED, words);
}

static bool is_whole(const struct http_post *self)
{
	return http_exchange_done(&self->exchange) >= self->exchange.request.counts;
}

static void finish_upload(struct http_post *self, struct net_run *run)
{
	struct http_answer answer;
	char words[HTML_WORDS_MAX];

	if (self->exchange.end == HTTP_UNANSWERED) {
		end_sent(self, run, NET_END_UNACKED, NULL);
		return;
	}
	if (self->exchange.end != HTTP_ANSWERED) {
		stop(self, run);
		return;
	}
	http_exchange_answer(&self->exchange, &answer);
	if (!is_whole(self)) {
		(void)page_read_answer(&run->job->page, &answer, words);
		end_with(self, run, NET_END_REFUSED, words);
	} else if (run->job->page.second_path) {
		commit(self, run, &answer);
	} else {
		judge(self, run, &answer);
	}
}

static void finish_commit(struct http_post *self, struct net_run *run)
{
	struct http_answer answer;

	switch (self->exchange.end) {
	case HTTP_ANSWERED:
		http_exchange_answer(&self->exchange, &answer);
		judge(self, run, &answer);
		return;
	case HTTP_UNANSWERED: end_sent(self, run, NET_END_UNACKED, NULL); return;
	case HTTP_UNHEARD:
	case HTTP_BROKEN: stop(self, run); return;
	}
}

static void finish(struct http_post *self, struct net_run *run)
{
	switch (self->phase) {
	case FINDING: return;
	case READING: finish_reading(self, run); return;
	case PREPARING: upload(self, run); return;
	case UPLOADING: finish_upload(self, run); return;
	case COMMITTING: finish_commit(self, run); return;
	}
}

static void tell_progress(struct http_post *self, struct net_run *run)
{
	struct net_event event = event_about(self, run, NET_SENDING);

	if (self->phase != UPLOADING || !http_exchange_done(&self->exchange))
		return;
	if (!self->says_sending)
		net_tell(run, &event);
	self->says_sending = true;
	if (event.done < event.total || self->exchange.state == HTTP_READING)
		net_tell_progress(run, &event, event.done >= event.total);
}

static void schedule(const struct http_post *self, struct net_run *run)
{
	run->deadline = presence_deadline(&self->presence);
	if (self->phase == FINDING)
		run->deadline = net_earlier(run->deadline, finder_deadline(&self->finder));
	else
		run->deadline = net_earlier(run->deadline, http_exchange_deadline(&self->exchange));
}

static void meet(struct http_post *self, struct net_run *run, const struct packet *packet)
{
	if (self->phase != FINDING || !finder_meets(&self->finder, run, packet, &self->peer))
		return;
	self->seen_at = run->now;
	if (self->is_held)
		return;
	presence_answered(&self->presence, run);
	ask_for(self, run, READING, page_request_path(&run->job->page));
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct http_post *self = state;

	(void)presence_hear(&self->presence, run, packet);
	meet(self, run, packet);
	if (packet->kind == PACKET_TCP && self->phase != FINDING) {
		http_exchange_receive(&self->exchange, run, packet);
		tell_progress(self, run);
		if (self->exchange.state == HTTP_OVER)
			finish(self, run);
	}
	schedule(self, run);
}

/* Who loses the link was switched off, or starts again. */
static void follow_link(struct http_post *self, struct net_run *run)
{
	self->is_held = false;
	self->finder.ready_at = run->now;
	if (!run->has_carrier && self->phase != FINDING)
		http_exchange_cut(&self->exchange);
}

static void look_for(struct http_post *self, struct net_run *run)
{
	if (finder_gives_up(&self->finder, run)) {
		end_with(self, run, self->said[0] ? NET_END_NO_PAGE : NET_END_SILENT, self->said);
		return;
	}
	if (self->is_held && run->now - self->seen_at >= GONE_MS)
		self->is_held = false;
	finder_tick(&self->finder, run);
}

static void tick(void *state, struct net_run *run)
{
	struct http_post *self = state;

	if (presence_tick(&self->presence, run))
		follow_link(self, run);
	if (self->phase == FINDING) {
		look_for(self, run);
	} else {
		http_exchange_tick(&self->exchange, run);
		tell_progress(self, run);
		if (self->exchange.state == HTTP_OVER)
			finish(self, run);
	}
	schedule(self, run);
}

extern const struct net_method net_method_http_post;
const struct net_method net_method_http_post = {
	.name = "http-post",
	.state_size = sizeof(struct http_post),
	.start = start,
	.receive = receive,
	.tick = tick,
};
