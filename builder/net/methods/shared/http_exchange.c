#include "net/methods/shared/http_exchange.h"

enum { SETTLE_MS = 150, QUIET_MS = 5000, CLOSE_MS = 1500 };

void http_exchange_start(struct http_exchange *exchange, struct net_run *run,
                         const struct http_request *request)
{
	exchange->request = *request;
	exchange->state = HTTP_PAUSING;
	exchange->tcp = (struct tcp_client){ .state = TCP_CLOSED };
	exchange->until = run->now + request->pause_ms;
	exchange->quiet_at = 0;
	exchange->answer_size = 0;
	http_exchange_tick(exchange, run);
}

static void end(struct http_exchange *exchange, enum http_end how)
{
	exchange->end = how;
	exchange->state = HTTP_OVER;
}

/* Without an answer, it counts how much has arrived. */
static void end_as_it_stands(struct http_exchange *exchange)
{
	if (exchange->state < HTTP_SETTLING)
		end(exchange, HTTP_UNHEARD);
	else if (exchange->answer_size)
		end(exchange, HTTP_ANSWERED);
	else if (exchange->state > HTTP_SETTLING &&
	         http_exchange_done(exchange) >= exchange->request.counts)
		end(exchange, HTTP_UNANSWERED);
	else
		end(exchange, HTTP_BROKEN);
}

void http_exchange_cut(struct http_exchange *exchange)
{
	if (exchange->state != HTTP_OVER)
		end_as_it_stands(exchange);
}

uint64_t http_exchange_done(const struct http_exchange *exchange)
{
	return exchange->tcp.acked;
}

static void begin_closing(struct http_exchange *exchange, struct net_run *run)
{
	exchange->state = HTTP_CLOSING;
	exchange->until = run->now + CLOSE_MS;
	tcp_close(&exchange->tcp, &run->station, run->now);
}

static void follow_answer(struct http_exchange *exchange, struct net_run *run)
{
	const struct bytes bytes = { exchange->answer, exchange->answer_size };
	struct http_answer answer;

	http_read_answer(bytes, &answer);
	if (exchange->request.is_slow && answer.body.size && !exchange->quiet_at)
		exchange->quiet_at = run->now + QUIET_MS;
	if (answer.is_whole || exchange->tcp.peer_has_closed ||
	    (exchange->quiet_at && run->now >= exchange->quiet_at))
		begin_closing(exchange, run);
}

static void keep(struct http_exchange *exchange, const struct net_run *run, struct bytes news)
{
	const size_t space = sizeof(exchange->answer) - exchange->answer_size;
	const size_t size = news.size < space ? (size_t)news.size : space;

	if (!size)
		return;
	memcpy(exchange->answer + exchange->answer_size, news.data, size);
	exchange->answer_size += size;
	if (!exchange->request.is_slow)
		exchange->quiet_at = run->now + QUIET_MS;
}

/* A page that refuses may answer before it has everything. */
static void follow_sending(struct http_exchange *exchange, struct net_run *run)
{
	if (exchange->tcp.acked < exchange->request.counts && !exchange->answer_size &&
	    !exchange->tcp.peer_has_closed)
		return;
	exchange->state = HTTP_READING;
	exchange->until = run->now + exchange->request.answer_ms;
}

static void follow(struct http_exchange *exchange, struct net_run *run)
{
	const struct tcp_client *tcp = &exchange->tcp;

	if (exchange->state == HTTP_OVER)
		return;
	if (tcp->state == TCP_RESET || tcp->state == TCP_LOST) {
		end_as_it_stands(exchange);
		return;
	}
	if (exchange->state == HTTP_CONNECTING && tcp->state == TCP_OPEN) {
		exchange->state = HTTP_SETTLING;
		exchange->until = run->now + SETTLE_MS;
	}
	if (exchange->state == HTTP_SENDING)
		follow_sending(exchange, run);
	if (exchange->state == HTTP_READING)
		follow_answer(exchange, run);
	if (exchange->state == HTTP_CLOSING &&
	    (tcp->state != TCP_OPEN || (tcp->has_closed && tcp->peer_has_closed)))
		end_as_it_stands(exchange);
}

void http_exchange_receive(struct http_exchange *exchange, struct net_run *run,
                           const struct packet *packet)
{
	keep(exchange, run, tcp_receive(&exchange->tcp, &run->station, packet, run->now));
	follow(exchange, run);
}

/* Its time is over. */
static void move_on(struct http_exchange *exchange, struct net_run *run)
{
	const struct http_request *request = &exchange->request;

	switch (exchange->state) {
	case HTTP_PAUSING:
		exchange->state = HTTP_CONNECTING;
		exchange->until = run->now + request->connect_ms;
		tcp_connect(&exchange->tcp, &run->station, &request->peer, run->now);
		return;
	case HTTP_SETTLING:
		exchange->state = HTTP_SENDING;
		exchange->until = UINT64_MAX; /* tcp_client gives up by itself */
		tcp_send(&exchange->tcp, &run->station, request->parts, request->part_count,
		         run->now);
		return;
	case HTTP_READING:
		begin_closing(exchange, run);
		follow(exchange, run);
		return;
	case HTTP_CONNECTING:
	case HTTP_SENDING:
	case HTTP_CLOSING: end_as_it_stands(exchange); return;
	case HTTP_OVER: return;
	}
}

void http_exchange_tick(struct http_exchange *exchange, struct net_run *run)
{
	if (exchange->state == HTTP_OVER)
		return;
	tcp_tick(&exchange->tcp, &run->station, run->now);
	follow(exchange, run);
	if (run->now >= exchange->until)
		move_on(exchange, run);
}

uint64_t http_exchange_deadline(const struct http_exchange *exchange)
{
	uint64_t at = tcp_deadline(&exchange->tcp);

	if (exchange->state == HTTP_OVER)
		return UINT64_MAX;
	if (exchange->until < at)
		at = exchange->until;
	if (exchange->state == HTTP_READING && exchange->quiet_at && exchange->quiet_at < at)
		at = exchange->quiet_at;
	return at;
}

void http_exchange_answer(struct http_exchange *exchange, struct http_answer *out)
{
	const struct bytes bytes = { exchange->answer, exchange->answer_size };

	http_read_answer(bytes, out);
	if (!out->is_chunked || !out->body.size)
		return;
	out->body.size = http_join_chunks(exchange->answer + (out->body.data - exchange->answer),
	                                  (size_t)out->body.size);
	out->is_chunked = false;
}
