/* course - what follows from all steps together: how long, when hands are off, when it is over. */
#ifndef GUIDE_COURSE_H
#define GUIDE_COURSE_H

#include "catalog/recipe.h"

struct course {
	uint64_t minutes; /* to plan for: hands and the known times, rounded up; 0: no steps */
	bool is_open;     /* some waiting has no known time */
};

struct course course_of(const struct recipe *recipe);

/* "Plan 30 minutes, 8 steps. Step 6: hands off, how long is not known." Owned; NULL: no steps. */
char *course_words(const struct recipe *recipe);

/* What shows that it is over: "the light is blue"; NULL where no source says. */
const char *course_worked(const struct recipe *recipe);

/* How long a step takes; the last one without hands has network.wait_seconds where it has none. */
struct span course_span(const struct recipe *recipe, size_t step);

#endif
