#include "app/ui.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

enum { MESSAGE = 1024 };

void ui_event(struct ui *ui, const struct ui_event *event)
{
	if (ui->calls->event)
		ui->calls->event(ui, event);
}

static void PRINTF_LIKE(3, 0) say(struct ui *ui, enum ui_level level, const char *fmt, va_list args)
{
	char text[MESSAGE];

	if (!ui->calls->say)
		return;
	vsnprintf(text, sizeof(text), fmt, args);
	ui->calls->say(ui, level, text);
}

void ui_warning(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_WARNING, fmt, args);
	va_end(args);
}

void ui_subject(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_SUBJECT, fmt, args);
	va_end(args);
}

void ui_note(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_NOTE, fmt, args);
	va_end(args);
}

void ui_detail(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_DETAIL, fmt, args);
	va_end(args);
}

bool ui_ask(struct ui *ui, const struct ui_question *question, char answer[UI_ANSWER],
            struct failure *why)
{
	if (ui->can_ask && ui->calls->ask)
		return ui->calls->ask(ui, question, answer, why);
	return fail(why, FAIL_INCOMPLETE, "there is no terminal to ask on: %s", question->text);
}

bool ui_nudged(struct ui *ui)
{
	return ui->can_ask && ui->calls->nudged && ui->calls->nudged(ui);
}

void ui_begin_parts(struct ui *ui, const char *const *devices, size_t count)
{
	if (ui->calls->begin_parts)
		ui->calls->begin_parts(ui, devices, count);
}

struct ui *ui_part(struct ui *ui, size_t index)
{
	return ui->calls->part ? ui->calls->part(ui, index) : ui;
}

void ui_end_part(struct ui *ui, size_t index, bool proven)
{
	if (ui->calls->end_part)
		ui->calls->end_part(ui, index, proven);
}

void ui_end_parts(struct ui *ui)
{
	if (ui->calls->end_parts)
		ui->calls->end_parts(ui);
}
