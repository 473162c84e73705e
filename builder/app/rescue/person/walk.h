/*
 * walk - leads the person at the router through the steps of its recipe, one at a time.
 *
 * The next step is told when Enter is pressed, or when the link shows that this one is done. From
 * the step that holds a button to the one that lets go hands are not free: these are told
 * together, and no key is needed. Once the router takes its firmware the rest is told at once.
 */
#ifndef WALK_H
#define WALK_H

#include "app/ui.h"
#include "catalog/recipe.h"
#include "net/net_event.h"

enum walk_link { WALK_UNSEEN, WALK_DOWN, WALK_UP };

/* Times are wait_now()'s milliseconds; everything is borrowed. */
struct walk {
	const struct recipe *recipe;
	struct ui *ui;
	size_t group; /* the steps from here to `last` were told last */
	size_t last;
	size_t next;   /* step_count: none is left */
	size_t number; /* of the last one that was told, without what the computer does */
	size_t count;
	enum walk_link link;
	uint64_t up_at;       /* when the link came up after these steps were told; 0: it did not */
	uint64_t writes_till; /* when the router has written everything; 0: it does not write */
	bool is_writing;
};

/* Tells the first step; all of them where they are not to be told one by one. */
void walk_begin(struct walk *out, const struct recipe *recipe, struct ui *ui, bool one_by_one);

/* Something happened on the wire. */
void walk_hear(struct walk *walk, const struct net_event *event, uint64_t now);

/* To be called twice a second: is Enter pressed, and what is to be said meanwhile. */
void walk_look(struct walk *walk, uint64_t now);

#endif
