#include "app/dialogue/which_socket.h"

#include "app/dialogue/plug_watch.h"
#include "base/mem.h"
#include "net/interface.h"

#include <stdlib.h>
#include <string.h>

/* The sockets that may be used, with their texts. */
struct sockets {
	struct ui_watch watch; /* first, so that a watch is what belongs to it */
	struct interface *all;
	size_t all_count;
	struct ui_choice *choices;
	char **texts;
	size_t count;
};

static void forget(struct sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		free(sockets->texts[i]);
	free(sockets->texts);
	free(sockets->choices);
	free(sockets->all);
	sockets->all = NULL;
	sockets->choices = NULL;
	sockets->texts = NULL;
	sockets->count = 0;
}

static char *text_of(const struct interface *interface)
{
	char mac[MAC_TEXT];

	mac_text(mac, &interface->mac);
	return mem_printf("%s%s, %s",
	                  interface->has_carrier ? "a cable is connected"
	                  : interface->is_up     ? "no cable, or the router is off"
	                                         : "not switched on yet",
	                  interface->has_default_route ? "; this computer's own network" : "", mac);
}

static bool survey(struct sockets *sockets, struct failure *why)
{
	struct interface *all;
	size_t count;

	if (!interface_survey(&all, &count, why))
		return false;
	forget(sockets);
	sockets->all = all;
	sockets->all_count = count;
	sockets->choices = mem_zalloc(sockets->all_count + 1, sizeof(*sockets->choices));
	sockets->texts = mem_zalloc(sockets->all_count + 1, sizeof(char *));
	for (size_t i = 0; i < sockets->all_count; i++) {
		const struct interface *interface = &sockets->all[i];

		if (interface_refusal(interface, true))
			continue;
		sockets->texts[sockets->count] = text_of(interface);
		sockets->choices[sockets->count] =
		        (struct ui_choice){ interface->name, sockets->texts[sockets->count] };
		sockets->count++;
	}
	return true;
}

static bool is_socket(const void *context, const char *answer, struct failure *why)
{
	const struct sockets *sockets = context;
	const struct interface *ignored;

	return interface_choose(sockets->all, sockets->all_count, answer[0] ? answer : "?",
	                        &ignored, why);
}

static void put(const struct sockets *sockets, struct ui_question *question)
{
	question->choices = sockets->choices;
	question->choice_count = sockets->count;
	question->remark = sockets->count ? NULL : "  (none)";
}

static bool look_again(struct ui_watch *watch, struct ui_question *question)
{
	struct sockets *sockets = (struct sockets *)watch;
	struct failure ignored;

	if (!plug_watch_read(watch->fd, "net") || !survey(sockets, &ignored))
		return false;
	put(sockets, question);
	return true;
}

static bool ask(struct sockets *sockets, struct ui *ui, char answer[UI_ANSWER], struct failure *why)
{
	struct ui_question question = {
		.kind = UI_TEXT,
		.text = "Which socket is the router's cable in?",
		.heading = "Network sockets of this computer:",
		.help = "Type its number; a socket that is plugged in now appears.",
		.accepts = is_socket,
		.context = sockets,
		.watch = &sockets->watch,
	};
	AUTO_CLOSE int fd = plug_watch_open();

	sockets->watch = (struct ui_watch){ fd, look_again };
	put(sockets, &question);
	return ui_ask(ui, &question, answer, why);
}

bool which_socket(struct order *order, bool *was_asked, struct ui *ui, struct failure *why)
{
	struct sockets sockets = { .all = NULL };
	const struct interface *only;
	struct failure ignored;
	char answer[UI_ANSWER];
	bool good = order->request.rescue.interface || survey(&sockets, why);

	if (good && !order->request.rescue.interface &&
	    !interface_choose(sockets.all, sockets.all_count, NULL, &only, &ignored)) {
		*was_asked = true;
		good = ask(&sockets, ui, answer, why);
		if (good)
			order->request.rescue.interface = order_keep(order, mem_strdup(answer));
	}
	forget(&sockets);
	return good;
}
