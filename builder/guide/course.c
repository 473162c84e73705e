#include "guide/course.h"

#include "base/mem.h"

#include <inttypes.h>

enum {
	HANDS_MINUTES = 5,
	COMPUTER_MINUTES = 10, /* the same where a computer is set up, too */
	OPEN_MINUTES = 30,     /* at least, where some waiting has no known time */
	SECONDS = 60,
};

static bool is_waiting(const struct step *step)
{
	return step->act == ACT_HANDS_OFF || step->act == ACT_WAIT;
}

static bool has_time(const struct span *span)
{
	return span->about || span->least || span->most;
}

static size_t last_waiting(const struct recipe *recipe)
{
	size_t last = recipe->step_count;

	for (size_t i = 0; i < recipe->step_count; i++) {
		if (is_waiting(&recipe->steps[i]))
			last = i;
	}
	return last;
}

struct span course_span(const struct recipe *recipe, size_t step)
{
	struct span span = recipe->steps[step].span;

	if (!has_time(&span) && step == last_waiting(recipe))
		span.least = recipe->network.wait_seconds;
	return span;
}

static uint64_t seconds_of(const struct span *span)
{
	if (span->about)
		return span->about;
	return span->most ? span->most : span->least;
}

static uint64_t rounded(uint64_t minutes)
{
	static const uint64_t plans[] = { 5, 10, 15, 20, 30, 45, 60, 90 };

	for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
		if (minutes <= plans[i])
			return plans[i];
	}
	return (minutes + SECONDS - 1) / SECONDS * SECONDS;
}

static bool uses_computer(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if (step_site(&recipe->steps[i]) == SITE_COMPUTER)
			return true;
	}
	return false;
}

struct course course_of(const struct recipe *recipe)
{
	struct course course = { 0 };
	uint64_t minutes = uses_computer(recipe) ? COMPUTER_MINUTES : HANDS_MINUTES;
	uint64_t seconds = 0;

	for (size_t i = 0; i < recipe->step_count; i++) {
		const struct span span = course_span(recipe, i);

		seconds += seconds_of(&span);
		course.is_open |= is_waiting(&recipe->steps[i]) && !has_time(&span);
	}
	minutes += (seconds + SECONDS - 1) / SECONDS;
	if (course.is_open && minutes < OPEN_MINUTES)
		minutes = OPEN_MINUTES;
	if (recipe->minutes)
		course.minutes = recipe->minutes;
	else if (recipe->step_count)
		course.minutes = rounded(minutes);
	return course;
}

/* "Step 6", "Steps 4 and 6"; owned, empty where hands are never off. */
static char *hands_off(const struct recipe *recipe)
{
	char *words = mem_strdup("");
	size_t count = 0;

	for (size_t i = 0; i < recipe->step_count; i++)
		count += recipe->steps[i].act == ACT_HANDS_OFF;
	for (size_t i = 0, found = 0; i < recipe->step_count; i++) {
		AUTO_FREE char *before = NULL;
		const char *between;

		if (recipe->steps[i].act != ACT_HANDS_OFF)
			continue;
		before = words;
		between = found + 1 == count ? " and " : ", ";
		words = mem_printf("%s%s%zu", before,
		                   found       ? between
		                   : count > 1 ? "Steps "
		                               : "Step ",
		                   i + 1);
		found++;
	}
	return words;
}

char *course_words(const struct recipe *recipe)
{
	const struct course course = course_of(recipe);
	AUTO_FREE char *off = hands_off(recipe);
	const char *end = "";

	if (!recipe->step_count)
		return NULL;
	if (off[0])
		end = course.is_open ? ": hands off, how long is not known." : ": hands off.";
	else if (course.is_open)
		end = "How long the waiting takes is not known.";
	return mem_printf("Plan %" PRIu64 " minutes, %zu step%s.%s%s%s", course.minutes,
	                  recipe->step_count, recipe->step_count == 1 ? "" : "s", end[0] ? " " : "",
	                  off, end);
}

const char *course_worked(const struct recipe *recipe)
{
	if (recipe->network.done)
		return recipe->network.done;
	for (size_t i = recipe->step_count; i > 0; i--) {
		if (recipe->steps[i - 1].until)
			return recipe->steps[i - 1].until;
	}
	return NULL;
}
