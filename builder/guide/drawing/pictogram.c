#include "guide/drawing/pictogram.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdbool.h>

/* Classes: k a line, f filled, a what moves, x a bar over it, w words. */
#define ROUTER "<path class='k' d='M3 25h29v26H3z'/>"
#define COMPUTER "<path class='k' d='M13 9h38v30H13zM4 51l6-12h44l6 12z'/>"
#define TABLE "<path class='k' d='M4 53h56'/>"
#define INTO "<path class='a' d='M57 15H36m8-8-8 8 8 8'/>"
#define OUT_OF "<path class='a' d='M36 15h21m-8-8 8 8-8 8'/>"

static const char *const pictures[ACT_COUNT] = {
	[ACT_POWER_OUT] = ROUTER "<text class='w' x='17.5' y='42'>OFF</text>"
	                         "<path class='f' d='M45 31h9a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-9z'/>"
	                         "<path class='k' d='M39 38h6M57 38h6'/>" OUT_OF,
	[ACT_POWER_IN] = ROUTER "<text class='w' x='17.5' y='42'>ON</text>"
	                        "<path class='f' d='M33 31h10a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H33z'/>"
	                        "<path class='k' d='M46 38h17'/>" INTO,
	[ACT_CYCLE] = "<path class='a' d='M50 20A22 22 0 1 0 54 36'/>"
	              "<path class='a' d='M52 8v13H39'/>",
	[ACT_HOLD] = TABLE
	"<path class='f' d='M12 48h24v5H12z'/>"
	"<path class='k' d='M17 4v33a7 7 0 0 0 14 0V22M31 25a4.5 4.5 0 0 1 9 0v2"
	"M40 26a4 4 0 0 1 7 0V4M21 36a3.5 3.5 0 0 0 6 0'/>"
	"<path class='a' d='M56 12v26m-6-7 6 7 6-7M50 46h12' style='stroke-width:4'/>",
	[ACT_RELEASE] =
	        TABLE "<path class='f' d='M12 43h24v10H12z'/>"
	              "<path class='k' d='M17 3v20a7 7 0 0 0 14 0V12M31 15a4.5 4.5 0 0 1 9 0v1"
	              "M40 15a4 4 0 0 1 7 0V3M21 22a3.5 3.5 0 0 0 6 0'/>"
	              "<path class='a' d='M56 42V16m-6 7 6-7 6 7' style='stroke-width:4'/>",
	[ACT_PRESS] =
	        TABLE "<path class='f' d='M12 46h24v7H12z'/>"
	              "<path class='k' d='M17 4v31a7 7 0 0 0 14 0V22M31 25a4.5 4.5 0 0 1 9 0v2"
	              "M40 26a4 4 0 0 1 7 0V4M21 34a3.5 3.5 0 0 0 6 0'/>"
	              "<path class='a' d='M56 12v32m-6-26 6-6 6 6m-12 20 6 6 6-6'"
	              " style='stroke-width:4'/>",
	[ACT_CABLE_IN] = "<path class='k' d='M4 22h27v32H4zM10 48V35h3v-5h9v5h3v13z'/>"
	                 "<path class='f' d='M33 32h13v13H33z'/>"
	                 "<path class='k' d='M46 38h17'/>" INTO,
	[ACT_CABLE_OUT] = "<path class='k' d='M4 22h27v32H4zM10 48V35h3v-5h9v5h3v13z'/>"
	                  "<path class='f' d='M41 32h12v13H41z'/>"
	                  "<path class='k' d='M53 38h10'/>" OUT_OF,
	[ACT_STICK_IN] = "<path class='k' d='M4 22h20v32H4zM17 32h7v13h-7M24 33h11v11H24M35 29h20a4"
	                 " 4 0 0 1 4 4v11a4 4 0 0 1-4 4H35z'/>"
	                 "<path class='f' d='M28 36h3v5h-3z'/>" INTO,
	[ACT_STICK_OUT] =
	        "<path class='k' d='M4 22h14v32H4zM12 32h6v13h-6M27 33h10v11H27M37 29h18a4"
	        " 4 0 0 1 4 4v11a4 4 0 0 1-4 4H37z'/>"
	        "<path class='f' d='M30 36h3v5h-3z'/>" OUT_OF,
	[ACT_CARD_IN] = "<path class='k' d='M4 55h56M13 50V10h20l8 8v32M20 17v8M27 17v8M33 20v5'/>"
	                "<path class='a' d='M53 10v32m-8-8 8 8 8-8'/>",
	[ACT_CARD_OUT] = "<path class='k' d='M4 58h56M13 46V6h20l8 8v32zM20 13v8M27 13v8M33 16v5'/>"
	                 "<path class='a' d='M53 46V16m-8 8 8-8 8 8'/>",
	[ACT_PC_ADDRESS] = COMPUTER
	"<path class='f' d='M18 21h4v7h-4zM26 21h4v7h-4zM34 21h4v7h-4zM42 21h4v7h-4z'/>",
	[ACT_PC_START] = COMPUTER "<path class='k' d='m20 17 8 7-8 7M32 31h11'/>",
	[ACT_PC_SEND] = COMPUTER "<path class='a' d='M22 24h20m-8-8 8 8-8 8'/>",
	[ACT_BROWSER] = "<path class='k' d='M6 10h52v44H6zM6 22h52'/>"
	                "<path class='f' d='M11 14h4v4h-4zM18 14h4v4h-4z'/>"
	                "<path class='k' d='M26 16h26M14 31h22M14 39h30M14 47h16'/>",
	[ACT_UPLOAD] = "<path class='k' d='M6 10h52v44H6zM6 20h52M20 47h24'/>"
	               "<path class='a' d='M32 42V27m-8 7 8-8 8 8'/>",
	[ACT_FILE] = "<path class='k' d='M15 6h24l11 11v41H15zM39 6v11h11M23 30h19M23 39h19M23"
	             " 48h12'/>",
	[ACT_HANDS_OFF] = "<path class='k' d='M19 36V19a4 4 0 0 1 7 0v11-17a4 4 0 0 1 7 0v16-14a4 4"
	                  " 0 0 1 7 0v15-9a4 4 0 0 1 7 0v20c0 11-6 16-14 16-9"
	                  " 0-13-5-17-13l-6-10c-2-4 3-7 5-4z'/>"
	                  "<path class='x' d='M9 8l46 48'/>",
	[ACT_WAIT] = "<circle class='k' cx='32' cy='32' r='24'/>"
	             "<path class='k' d='M32 16v17l11 8'/>",
	[ACT_SWITCH] = "<path class='k' d='M14 34h36a9 9 0 0 1 0 18H14a9 9 0 0 1 0-18z'/>"
	               "<circle class='f' cx='49' cy='43' r='7'/>"
	               "<path class='a' d='M12 18h36m-8-8 8 8-8 8'/>",
	[ACT_LOOK] = "<path class='k' d='M22 52v-17a10 10 0 0 1 20 0v17zM15 52h34M32 6v9M11"
	             " 14l7 7M53 14l-7 7M5 34h8M51 34h8'/>",
	[ACT_CASE] = "<path class='k' d='M6 34h52v20H6zM12 26l40-14'/>"
	             "<path class='a' d='M32 30V14'/>",
};

static void define(FILE *to, enum act act)
{
	fprintf(to, "<symbol id=p-%s viewBox=\"0 0 64 64\">%s</symbol>\n", act_name(act),
	        pictures[act]);
}

void pictogram_define(FILE *to, const struct step *steps, size_t count)
{
	bool used[ACT_COUNT] = { [ACT_WAIT] = true };

	for (size_t i = 0; i < count; i++)
		used[steps[i].act] = true;
	for (enum act act = 0; act < ACT_COUNT; act++) {
		if (used[act] && pictures[act])
			define(to, act);
	}
}

void pictogram_define_all(FILE *to)
{
	for (enum act act = 0; act < ACT_COUNT; act++) {
		if (pictures[act])
			define(to, act);
	}
}

/* How often stands inside the arrow, and what, when it is the power. */
static void draw_cycle(FILE *to, const struct step *step)
{
	const bool power = step->power == POWER_CYCLE;

	fprintf(to, "<svg class=pic viewBox=\"0 0 64 64\" aria-hidden=true>%s",
	        pictures[ACT_CYCLE]);
	if (power)
		fputs("<text class=w x=30 y=47>OFF ON</text>", to);
	if (step->times > 1)
		fprintf(to, "<text class=\"w n\" x=30 y=\"%d\">%" PRIu64 "×</text>",
		        power ? 35 : 39, step->times);
	else if (!power)
		fputs("<text class=w x=30 y=37>again</text>", to);
	fputs("</svg>", to);
}

static void use(FILE *to, const char *class, enum act act)
{
	fprintf(to,
	        "<svg class=%s viewBox=\"0 0 64 64\" aria-hidden=true><use href=\"#p-%s\"/></svg>",
	        class, act_name(act));
}

void pictogram_draw(FILE *to, const struct step *step)
{
	if (step->act == ACT_CYCLE)
		draw_cycle(to, step);
	else if (pictures[step->act])
		use(to, "pic", step->act);
}

void pictogram_clock(FILE *to)
{
	use(to, "clock", ACT_WAIT);
}
