/* rescue_loop - runs a method over a wire until it ends. */
#ifndef RESCUE_LOOP_H
#define RESCUE_LOOP_H

#include "net/method.h"

/* Returns how it ended; everything is borrowed for the call. `mac` is the wire's own. */
struct net_event rescue_loop(const struct net_method *method, const struct net_job *job,
                             struct wire *wire, const struct mac *mac, struct net_sink *sink);

#endif
