#include "app/rescue/record.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>

enum { STATES_MAX = 60, SECOND_MS = 1000 };

void record_begin(struct record *out, uint64_t now)
{
	*out = (struct record){ .began = now, .last = NET_STATE_COUNT };
}

void record_hear(struct record *record, const struct net_event *event, uint64_t now)
{
	if (event->kind != NET_STATE || event->state == record->last || record->count == STATES_MAX)
		return;
	record->last = event->state;
	record->count++;
	joined_add(&record->states, ", ", "%" PRIu64 " s %s", (now - record->began) / SECOND_MS,
	           net_state_name(event->state));
}

static const char *words_of(enum net_end end)
{
	switch (end) {
	case NET_END_SENT: return "sent whole, new system not seen";
	case NET_END_UNACKED: return "sent whole but for the last acknowledgement";
	case NET_END_ANSWERS: return "the new system answers";
	case NET_END_STOPPED: return "stopped in the middle";
	case NET_END_OTHER: return "it asked for another file or address";
	case NET_END_SILENT: return "it asked for nothing";
	case NET_END_REFUSED: return "refused by the router";
	case NET_END_CHOICE:
	case NET_END_UNSAFE:
	case NET_END_NO_PAGE: return "the page has no field that may be used";
	case NET_END_CLEAR:
	case NET_END_OTHERS:
	case NET_END_HEARD:
	case NET_END_GONE:
	case NET_END_COUNT: break;
	}
	return "not carried out";
}

static void add_files(const struct rescue_plan *plan, struct joined *lines)
{
	for (size_t i = 0; i < plan->order->inputs.count; i++) {
		const struct input *input = plan->order->inputs.by_slot[i];

		joined_add(lines, "\n", "firmware: %s, %" PRIu64 " bytes, model %s",
		           input->firmware.findings.container, input->content.size,
		           input_model(input));
	}
}

char *record_take(struct record *record, const struct rescue_plan *plan, enum net_end end,
                  uint64_t now)
{
	const struct recipe *recipe = plan->order->recipe;
	AUTO_FREE char *states = joined_take(&record->states);
	struct joined lines = { 0 };

	joined_add(&lines, "\n", "mkrescue-usb %s, %s/%s, %s", MKRESCUE_VERSION, recipe->vendor,
	           recipe->model, plan->job.method);
	add_files(plan, &lines);
	joined_add(&lines, "\n", "heard: %s", states[0] ? states : "nothing");
	joined_add(&lines, "\n", "after %" PRIu64 " s: %s\n", (now - record->began) / SECOND_MS,
	           words_of(end));
	return joined_take(&lines);
}

void record_done(struct record *record)
{
	free(record->states.text);
}
