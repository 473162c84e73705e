#include "app/doctor/checkup.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { DETAIL = 1024 };

struct finding {
	const char *check;
	const char *state;
	const char *advice; /* or NULL */
};

static void PRINTF_LIKE(3, 0) tell(const struct checkup *checkup, const struct finding *finding,
                                   const char *fmt, va_list args)
{
	char text[DETAIL];
	char detail[DETAIL];
	char advice[DETAIL];

	vsnprintf(text, sizeof(text), fmt, args);
	text_clean(detail, sizeof(detail), text);
	text_clean(advice, sizeof(advice), finding->advice ? finding->advice : "");
	report_event(checkup->report, "result",
	             json_pack("{s:s, s:s, s:s, s:s?}", "check", finding->check, "state",
	                       finding->state, "detail", detail, "advice",
	                       advice[0] ? advice : NULL));
	if (!checkup->report->json)
		printf("%-8s %s: %s%s%s\n", finding->state, finding->check, detail,
		       advice[0] ? "; " : "", advice);
}

void checkup_ok(struct checkup *checkup, const char *check, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(checkup, &(struct finding){ check, "ok", NULL }, fmt, args);
	va_end(args);
}

void checkup_warning(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(checkup, &(struct finding){ check, "warning", advice }, fmt, args);
	va_end(args);
}

void checkup_missing(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...)
{
	va_list args;

	checkup->missing++;
	va_start(args, fmt);
	tell(checkup, &(struct finding){ check, "missing", advice }, fmt, args);
	va_end(args);
}
