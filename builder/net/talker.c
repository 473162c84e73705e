#include "net/talker.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "net/rescue_loop.h"
#include "net/wire_capture.h"

#include <poll.h>

enum { SAME_MS = 1000 };

struct talk {
	const struct net_job *job;
	const struct wire_linux *wire;
	const struct mac *mac;
};

/* Whoever floods the link must not flood the user, too. */
struct reporter {
	struct net_sink sink; /* first */
	struct wire *wire;
	struct net_event last;
	uint64_t last_at;
};

static void report(struct net_sink *sink, const struct net_event *event)
{
	struct reporter *reporter = (struct reporter *)sink;
	const uint64_t now = reporter->wire->calls->now(reporter->wire);

	if (event->kind != NET_FRAME && net_event_same(&reporter->last, event) &&
	    now - reporter->last_at < SAME_MS)
		return;
	reporter->last = *event;
	reporter->last_at = now;
	process_send(event, sizeof(*event));
}

static struct net_event run(const struct talk *talk, const char *method, struct wire *wire)
{
	struct reporter reporter = { .sink = { report }, .wire = wire };
	struct wire_capture capture;

	wire_capture_begin(&capture, wire, &reporter.sink);
	return rescue_loop(net_method_named(method), talk->job,
	                   talk->job->captures ? &capture.wire : wire, talk->mac, &reporter.sink);
}

/* What was sent whole is worth a look whether it works; how it was sent is not forgotten. */
static struct net_event carry_out(const struct talk *talk, struct wire *wire)
{
	struct net_event ending = run(talk, talk->job->method, wire);
	struct net_event seen;

	if ((ending.end != NET_END_SENT && ending.end != NET_END_UNACKED) || !talk->job->look_ms ||
	    strcmp(talk->job->method, "look") == 0)
		return ending;
	seen = run(talk, "look", wire);
	return seen.end == NET_END_ANSWERS ? seen : ending;
}

static void talk_on(const void *context)
{
	const struct talk *talk = context;
	struct wire_linux wire = *talk->wire;
	struct net_event ending;

	wire_linux_move(&wire, SANDBOX_OUTPUT, SANDBOX_INPUT);
	ending = run(talk, "watch", &wire.wire);
	process_send(&ending, sizeof(ending));
	process_wait();
	ending = carry_out(talk, &wire.wire);
	process_send(&ending, sizeof(ending));
}

bool talker_confine(struct process *out, const struct wire_linux *wire,
                    void (*work)(const void *context), const void *context)
{
	const struct process_work what = {
		.run = work,
		.context = context,
		.input = wire->link,
		.output = wire->frames,
	};

	return process_start(out, &what);
}

bool talker_start(struct talker *out, const struct net_job *job, const struct wire_linux *wire,
                  const struct mac *mac, struct failure *why)
{
	const struct talk talk = { job, wire, mac };

	if (!net_method_named(job->method))
		return fail(why, FAIL_USAGE, "there is no rescue of the kind '%s'", job->method);
	return talker_confine(&out->process, wire, talk_on, &talk) ||
	       fail_errno(why, FAIL_NETWORK, "cannot start a process that talks to the router");
}

enum talker_word talker_hear(struct talker *talker, uint64_t milliseconds, struct net_event *out)
{
	struct pollfd ready = { talker->process.reply, POLLIN, 0 };
	struct net_event bytes;

	if (poll(&ready, 1, (int)milliseconds) <= 0 || interrupt_requested())
		return TALKER_TIMEOUT;
	if (!process_receive(&talker->process, &bytes, sizeof(bytes)))
		return interrupt_requested() ? TALKER_TIMEOUT : TALKER_LOST;
	return net_event_read(&bytes, out) ? TALKER_EVENT : TALKER_LOST;
}

void talker_permit(const struct talker *talker)
{
	process_continue(&talker->process);
}

void talker_done(struct talker *talker)
{
	if (talker->process.pid)
		(void)process_end(&talker->process);
}
