#include "net/net_event.h"

#include "base/text/text.h"

static const char *const state_names[NET_STATE_COUNT] = {
	[NET_NO_CARRIER] = "no-carrier",
	[NET_QUIET] = "quiet",
	[NET_SPEAKS] = "speaks",
	[NET_ARP_ONLY] = "arp-only",
	[NET_LEASED] = "leased",
	[NET_REPEATS] = "repeats",
	[NET_SENDING] = "sending",
	[NET_STOPPED] = "stopped",
	[NET_RESTARTED] = "restarted",
	[NET_SENT] = "sent",
	[NET_WRITTEN] = "written",
	[NET_WRITING] = "writing",
	[NET_LOOKING] = "looking",
	[NET_ASKED_AGAIN] = "asked-again",
	[NET_SECOND] = "second-router",
	[NET_ABORTED] = "aborted",
	[NET_PAGE] = "page",
	[NET_NO_PAGE] = "no-page",
	[NET_CONFIRMED] = "confirmed",
	[NET_CLOSED] = "closed",
};

const char *net_state_name(enum net_state state)
{
	return state_names[state];
}

bool net_event_read(const struct net_event *bytes, struct net_event *out)
{
	uint8_t is_ours;
	uint8_t asks_address;

	memcpy(&is_ours, &bytes->is_ours, 1);
	memcpy(&asks_address, &bytes->asks_address, 1);
	if ((unsigned)bytes->kind > NET_ENDED || (unsigned)bytes->state >= NET_STATE_COUNT ||
	    (unsigned)bytes->end >= NET_END_COUNT || bytes->done > bytes->total || is_ours > 1 ||
	    asks_address > 1 || (bytes->kind == NET_FRAME && bytes->done > NET_HEAD))
		return false;
	*out = *bytes;
	text_clean_bytes(out->text, sizeof(out->text), bytes->text, sizeof(bytes->text));
	text_clean_bytes(out->detail, sizeof(out->detail), bytes->detail, sizeof(bytes->detail));
	return true;
}

bool net_event_same(const struct net_event *a, const struct net_event *b)
{
	return a->kind == b->kind && a->state == b->state && a->end == b->end &&
	       a->address == b->address && a->sought == b->sought &&
	       memcmp(&a->mac, &b->mac, sizeof(a->mac)) == 0 && a->block == b->block &&
	       a->count == b->count && a->done == b->done && a->total == b->total &&
	       a->is_ours == b->is_ours && a->asks_address == b->asks_address &&
	       strcmp(a->text, b->text) == 0 && strcmp(a->detail, b->detail) == 0;
}
