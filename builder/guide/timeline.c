#include "guide/timeline.h"

#include "guide/html.h"
#include "guide/label.h"
#include "guide/lamp.h"

#include <inttypes.h>
#include <stdbool.h>

enum {
	COLUMNS = 3,
	WIDTH = 342,
	LEFT = 54, /* of the lanes: their names */
	GAP = 3,   /* on either side of what stands in a column */
	HEAD = 30, /* numbers */
	LANE = 26,
	BAR = 18,
	LINE = 14, /* of text */
};

/* What is true when a column begins. */
struct state {
	enum power power; /* POWER_UNCHANGED: not stated yet */
};

/* Where each lane begins, from the top; 0: there is nothing to say in it. */
struct lanes {
	int time;
	int power;
	int button;
	int lights;
	int end;
};

/* One row of columns. */
struct row {
	const struct recipe *recipe;
	struct lanes lanes;
	size_t first;
	size_t count;
	int column; /* the width of one */
	FILE *to;
};

static int place(struct lanes *lanes, bool wanted)
{
	const int y = lanes->end;

	lanes->end += wanted ? LANE : 0;
	return wanted ? y : 0;
}

/* The one figure that a narrow column has room for: the longer one. */
static uint64_t time_of(const struct span *span)
{
	if (span->about)
		return span->about;
	return span->most ? span->most : span->least;
}

static struct lanes lanes_of(const struct recipe *recipe)
{
	struct lanes lanes = { .end = HEAD };
	bool time = false;
	bool power = false;
	bool button = false;
	bool lights = false;

	for (size_t i = 0; i < recipe->step_count; i++) {
		const enum act act = recipe->steps[i].act;

		time |= time_of(&recipe->steps[i].span) != 0;
		power |= step_power(&recipe->steps[i]) != POWER_UNCHANGED;
		button |= act == ACT_HOLD || act == ACT_RELEASE || act == ACT_PRESS;
		lights |= recipe->steps[i].lights != NULL;
	}
	if (!power && !button && !lights)
		return lanes;
	lanes.time = place(&lanes, time);
	lanes.power = place(&lanes, power);
	lanes.button = place(&lanes, button);
	lanes.lights = place(&lanes, lights);
	return lanes;
}

static void after(struct state *state, const struct step *step)
{
	if (step_power(step) != POWER_UNCHANGED)
		state->power = step_power(step);
}

static int left_of(const struct row *row, size_t column)
{
	return LEFT + (int)column * row->column + GAP;
}

static int inside(const struct row *row)
{
	return row->column - 2 * GAP;
}

static void lane_name(const struct row *row, int y, const char *name)
{
	if (y)
		fprintf(row->to, "<text class=lane x=\"0\" y=\"%d\">%s</text>", y + BAR - 5, name);
}

static void bar(const struct row *row, size_t column, int y, const char *class, const char *word)
{
	const int x = left_of(row, column);

	fprintf(row->to,
	        "<rect class=%s x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
	        "<text class=\"in %s-word\" x=\"%d\" y=\"%d\">%s</text>",
	        class, x, y, inside(row), BAR, class, x + 7, y + BAR - 5, word);
}

/* Nothing happens in this lane, or no source says what. */
static void idle(const struct row *row, size_t column, int y, const char *class)
{
	const int x = left_of(row, column);

	fprintf(row->to, "<line class=%s x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", class, x,
	        y + BAR / 2, x + inside(row), y + BAR / 2);
}

static void draw_power(const struct row *row, size_t column, int y, const struct state *state)
{
	switch (state->power) {
	case POWER_ON: bar(row, column, y, "on", "on"); break;
	case POWER_OFF: bar(row, column, y, "off", "off"); break;
	case POWER_CYCLE: bar(row, column, y, "on", "off, on"); break;
	case POWER_UNCHANGED: idle(row, column, y, "unknown"); break;
	}
}

static void draw_button(const struct row *row, size_t column, int y)
{
	const struct step *steps = row->recipe->steps;
	const size_t index = row->first + column;
	const enum act act = steps[index].act;
	const bool held = step_is_held(steps, index);

	if (act == ACT_HOLD)
		bar(row, column, y, "hold", held ? "keep holding" : "hold");
	else if (act == ACT_RELEASE)
		bar(row, column, y, "off", "let go");
	else if (act == ACT_PRESS)
		bar(row, column, y, "hold", "press");
	else if (held)
		bar(row, column, y, "hold", "keep holding");
	else
		idle(row, column, y, "rest");
}

static void draw_lights(const struct row *row, size_t column, int y)
{
	const struct step *step = &row->recipe->steps[row->first + column];
	const char *lights = step->lights;
	struct lamp lamp;

	if (!lights) {
		idle(row, column, y, "unknown");
		return;
	}
	lamp = lamp_of_parts(step->light, step->light_count, lights);
	lamp_draw(row->to, &lamp, left_of(row, column), y + 2, inside(row));
	label_draw(row->to, lights, left_of(row, column), y + BAR + LINE, inside(row));
}

/* Short: a column is narrow. */
static void draw_time(const struct row *row, size_t column, int y)
{
	const uint64_t seconds = time_of(&row->recipe->steps[row->first + column].span);
	const bool minutes = seconds >= 120 && seconds % 60 == 0;
	const int x = left_of(row, column);

	if (seconds)
		fprintf(row->to, "<text class=time x=\"%d\" y=\"%d\">%" PRIu64 " %s</text>", x,
		        y + BAR - 5, minutes ? seconds / 60 : seconds, minutes ? "min" : "s");
	else
		fprintf(row->to, "<text class=time x=\"%d\" y=\"%d\">?</text>", x, y + BAR - 5);
}

static void draw_head(const struct row *row, size_t column)
{
	const int x = left_of(row, column) + 11;

	fprintf(row->to,
	        "<circle class=dot cx=\"%d\" cy=\"13\" r=\"11\"/>"
	        "<text class=number x=\"%d\" y=\"17\">%zu</text>",
	        x, x, row->first + column + 1);
	if (row->first + column + 1 < row->recipe->step_count)
		fprintf(row->to, "<line class=way x1=\"%d\" y1=\"13\" x2=\"%d\" y2=\"13\"/>",
		        x + 14, x + row->column - 14);
}

static int text_lines(const struct row *row)
{
	int most = 0;

	for (size_t i = 0; i < row->count; i++) {
		const char *lights = row->recipe->steps[row->first + i].lights;
		int lines = lights ? label_lines(lights, inside(row)) : 0;

		most = lines > most ? lines : most;
	}
	return most;
}

static void draw_names(const struct row *row)
{
	lane_name(row, row->lanes.time, "Time");
	lane_name(row, row->lanes.power, "Power");
	lane_name(row, row->lanes.button, "Button");
	lane_name(row, row->lanes.lights, "Lights");
}

static void draw_column(const struct row *row, size_t column, const struct state *now)
{
	const struct lanes *lanes = &row->lanes;

	draw_head(row, column);
	if (lanes->time)
		draw_time(row, column, lanes->time);
	if (lanes->power)
		draw_power(row, column, lanes->power, now);
	if (lanes->button)
		draw_button(row, column, lanes->button);
	if (lanes->lights)
		draw_lights(row, column, lanes->lights);
}

static void draw_row(const struct row *row, struct state *state)
{
	const int height = row->lanes.end + LINE * text_lines(row);

	fprintf(row->to,
	        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=img "
	        "aria-label=\"Time line of steps %zu to %zu; the steps below say the same\">",
	        WIDTH, height, WIDTH, height, row->first + 1, row->first + row->count);
	draw_names(row);
	for (size_t i = 0; i < row->count; i++) {
		after(state, &row->recipe->steps[row->first + i]);
		draw_column(row, i, state);
		if (state->power == POWER_CYCLE)
			state->power = POWER_ON;
	}
	fputs("</svg>\n", row->to);
}

static bool has_gaps(const struct recipe *recipe, const struct lanes *lanes)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if ((lanes->time && !time_of(&recipe->steps[i].span)) ||
		    (lanes->lights && !recipe->steps[i].lights))
			return true;
	}
	return lanes->power && step_power(&recipe->steps[0]) == POWER_UNCHANGED;
}

/* Rows of about the same length: four steps are two and two. */
void timeline_draw(const struct recipe *recipe, FILE *to)
{
	const struct lanes lanes = lanes_of(recipe);
	const size_t rows = (recipe->step_count + COLUMNS - 1) / COLUMNS;
	struct state state = { 0 };
	size_t widest = rows ? (recipe->step_count + rows - 1) / rows : 1;
	size_t first = 0;

	if (lanes.end == HEAD)
		return;
	fputs("<div class=timeline>\n", to);
	for (size_t i = 0; i < rows; i++) {
		size_t left = recipe->step_count - first;
		struct row row = {
			.recipe = recipe,
			.lanes = lanes,
			.first = first,
			.column = (WIDTH - LEFT) / (int)widest,
			.count = (left + rows - i - 1) / (rows - i),
			.to = to,
		};

		draw_row(&row, &state);
		first += row.count;
	}
	fputs("</div>\n", to);
	if (has_gaps(recipe, &lanes))
		fputs("<p class=legend>Dots and \"?\": no source says.</p>\n", to);
}
