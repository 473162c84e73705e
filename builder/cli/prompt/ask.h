/*
 * ask - questions to a person at a terminal: what ui_ask() does there.
 */
#ifndef ASK_H
#define ASK_H

#include "cli/output/report.h"

/* As ui_calls.ask. */
bool ask_question(struct ui *ui, struct ui_question *question, const char *complaint,
                  char answer[UI_ANSWER], struct failure *why) MUST_CHECK;

/* As ui_calls.nudged: a line that was typed is taken and forgotten. */
bool ask_nudged(struct ui *ui);

#endif
