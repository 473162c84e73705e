/*
 * talker - the process that talks to routers, and can do nothing else.
 *
 * It has the frames of one interface, the files in memory, and a way to report events; the
 * rest it has given up (base/sandbox/restrict.h). First it watches the link, then it waits for
 * permission, then it carries the rescue out.
 */
#ifndef TALKER_H
#define TALKER_H

#include "base/sandbox/process.h"
#include "net/net_event.h"
#include "net/net_job.h"
#include "net/wire_linux.h"

struct talker {
	struct process process;
};

enum talker_word {
	TALKER_EVENT,
	TALKER_TIMEOUT, /* nothing came; or the user interrupted */
	TALKER_LOST,    /* it has ended without a word */
};

/* Everything is borrowed, and copied into the new process. */
bool talker_start(struct talker *out, const struct net_job *job, const struct wire_linux *wire,
                  const struct mac *mac, struct failure *why) MUST_CHECK;

/*
 * The process by itself: `work` has ->link as SANDBOX_INPUT, ->frames as SANDBOX_OUTPUT, and no
 * right beyond them. False with errno, as process_start().
 */
bool talker_confine(struct process *out, const struct wire_linux *wire,
                    void (*work)(const void *context), const void *context) MUST_CHECK;

/* The next event; NET_ENDED comes once after the watch, and once after the rescue. */
enum talker_word talker_hear(struct talker *talker, uint64_t milliseconds, struct net_event *out);

/* After the watch: the rescue may begin. */
void talker_permit(const struct talker *talker);

/* Accepts a zeroed one. */
void talker_done(struct talker *talker);

#endif
