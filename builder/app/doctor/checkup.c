#include "app/doctor/checkup.h"

#include "app/event.h"

#include <stdarg.h>
#include <stdio.h>

enum { DETAIL = 1024 };

static void PRINTF_LIKE(3, 0) report(const struct checkup *checkup, struct event_check check,
                                     const char *fmt, va_list args)
{
	char detail[DETAIL];

	vsnprintf(detail, sizeof(detail), fmt, args);
	check.detail = detail;
	ui_event(checkup->ui, &(struct ui_event){ .kind = EVENT_CHECK, .check = check });
}

void checkup_ok(struct checkup *checkup, const char *check, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report(checkup, (struct event_check){ .name = check }, fmt, args);
	va_end(args);
}

void checkup_warning(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report(checkup,
	       (struct event_check){
	               .name = check, .state = CHECK_STATE_WARNING, .advice = advice },
	       fmt, args);
	va_end(args);
}

void checkup_missing(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...)
{
	va_list args;

	checkup->missing++;
	va_start(args, fmt);
	report(checkup,
	       (struct event_check){
	               .name = check, .state = CHECK_STATE_MISSING, .advice = advice },
	       fmt, args);
	va_end(args);
}
