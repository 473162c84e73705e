/* page_field - the fields of a rescue page, where it is not clear which one takes the firmware. */
#ifndef PAGE_FIELD_H
#define PAGE_FIELD_H

#include "app/ui.h"
#include "net/net_event.h"

/* Which of the fields of NET_END_CHOICE. Fails as ui_ask(). */
bool page_field_ask(const struct net_event *ending, char field[UI_ANSWER], struct ui *ui,
                    struct failure *why) MUST_CHECK;

/* For NET_END_CHOICE, NET_END_UNSAFE and NET_END_NO_PAGE: what the page offers. */
bool page_field_fail(const struct net_event *ending, struct failure *why);

#endif
