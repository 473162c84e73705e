/*
 * http_exchange - one request to a rescue page on a connection of its own, and the answer.
 *
 * The answer is read to its end before this side closes: some loaders begin to write when it is
 * acknowledged, others when the connection is closed. Whether they close it themselves is not
 * waited for long.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "net/method.h"
#include "net/methods/shared/tcp_client.h"
#include "net/protocols/http.h"

enum { HTTP_ANSWER_MAX = 64 * 1024 };

enum http_state {
	HTTP_PAUSING, /* before the connection */
	HTTP_CONNECTING,
	HTTP_SETTLING, /* connected; old loaders reset a request that comes at once */
	HTTP_SENDING,
	HTTP_READING,
	HTTP_CLOSING,
	HTTP_OVER,
};

enum http_end {
	HTTP_ANSWERED,   /* ->answer has what it said; perhaps not whole */
	HTTP_UNANSWERED, /* everything that counts was sent, and nothing was said */
	HTTP_UNHEARD,    /* no connection */
	HTTP_BROKEN,     /* while it was sent */
};

/* Everything is borrowed until the end. */
struct http_request {
	struct packet peer;
	struct tcp_part parts[TCP_PARTS];
	size_t part_count;
	uint64_t counts;     /* bytes that the page needs; what follows may stay unacknowledged */
	uint64_t pause_ms;   /* before it begins */
	uint64_t connect_ms; /* how long the page may take to agree, */
	uint64_t answer_ms;  /* and to answer */
	bool is_slow;        /* before the answer's body, too */
};

struct http_exchange {
	struct http_request request;
	enum http_state state;
	enum http_end end;
	struct tcp_client tcp;
	uint64_t until;    /* when this state is over, whatever comes */
	uint64_t quiet_at; /* when an answer that states no end has ended; 0: it has not begun */
	size_t answer_size;
	uint8_t answer[HTTP_ANSWER_MAX];
};

void http_exchange_start(struct http_exchange *exchange, struct net_run *run,
                         const struct http_request *request);
void http_exchange_receive(struct http_exchange *exchange, struct net_run *run,
                           const struct packet *packet);
void http_exchange_tick(struct http_exchange *exchange, struct net_run *run);

/* The link was lost: nothing more will come on this connection. */
void http_exchange_cut(struct http_exchange *exchange);

/* UINT64_MAX: never. */
uint64_t http_exchange_deadline(const struct http_exchange *exchange);

/* Of the request, that the page has. */
uint64_t http_exchange_done(const struct http_exchange *exchange);

/* Of an exchange that is over: the answer, its body joined where it came in chunks. */
void http_exchange_answer(struct http_exchange *exchange, struct http_answer *out);

#endif
