#include "app/knowledge/search/nearest.h"

#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/letters.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Letters and digits only, in lower case; cut where it is too long. */
static size_t squeeze(char out[NEAREST_NAME], const char *text)
{
	size_t used = 0;

	for (; *text && used + 1 < NEAREST_NAME; text++) {
		if (is_letter(*text) || is_digit(*text))
			out[used++] = small_of(*text);
	}
	out[used] = '\0';
	return used;
}

void nearest_begin(struct nearest *nearest, const char *wanted)
{
	*nearest = (struct nearest){ 0 };
	squeeze(nearest->wanted, wanted);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

struct rows {
	size_t before_last[NEAREST_NAME];
	size_t last[NEAREST_NAME];
	size_t now[NEAREST_NAME];
};

/* The next row of the table: `a` up to its letter i (from 1 on) against all of `b`. */
static void next_row(struct rows *rows, const char *a, size_t i, const char *b, size_t b_length)
{
	rows->now[0] = i;
	for (size_t j = 1; j <= b_length; j++) {
		size_t changed = rows->last[j - 1] + (a[i - 1] != b[j - 1]);

		rows->now[j] = least(changed, 1 + least(rows->last[j], rows->now[j - 1]));
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			rows->now[j] = least(rows->now[j], rows->before_last[j - 2] + 1);
	}
	memcpy(rows->before_last, rows->last, sizeof(rows->last));
	memcpy(rows->last, rows->now, sizeof(rows->now));
}

/* Damerau's: letters added, left out, changed, or swapped with their neighbour. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	struct rows rows = { 0 };

	for (size_t j = 0; j <= b_length; j++)
		rows.last[j] = j;
	for (size_t i = 1; i <= a_length; i++)
		next_row(&rows, a, i, b, b_length);
	return rows.last[b_length];
}

size_t nearest_distance(const char *a, const char *b)
{
	char one[NEAREST_NAME];
	char other[NEAREST_NAME];
	const size_t length = squeeze(one, a);
	const size_t other_length = squeeze(other, b);

	return distance(one, length, other, other_length);
}

/* A part of a name is as good as one mistake. */
static size_t rate(const char *wanted, const char *spelling)
{
	char other[NEAREST_NAME];
	size_t other_length = squeeze(other, spelling);
	size_t length = strlen(wanted);

	if (strcmp(wanted, other) == 0)
		return 0;
	if ((length >= 2 && strstr(other, wanted)) ||
	    (2 * other_length > length && strstr(wanted, other)))
		return 1;
	return distance(wanted, length, other, other_length);
}

static void drop(struct nearest *nearest, size_t i)
{
	nearest->count--;
	memmove(&nearest->best[i], &nearest->best[i + 1],
	        (nearest->count - i) * sizeof(nearest->best[0]));
}

static bool is_better_known(struct nearest *nearest, const char *name, size_t rated)
{
	for (size_t i = 0; i < nearest->count; i++) {
		if (strcmp(nearest->best[i].name, name) != 0)
			continue;
		if (nearest->best[i].distance <= rated)
			return true;
		drop(nearest, i);
	}
	return false;
}

static void try_rated(struct nearest *nearest, size_t rated, const char *name)
{
	const size_t tolerated = (strlen(nearest->wanted) + 2) / 3;
	size_t i = 0;

	if (!nearest->wanted[0] || rated > tolerated || is_better_known(nearest, name, rated))
		return;
	while (i < nearest->count && nearest->best[i].distance <= rated)
		i++;
	if (i == NEAREST_MAX)
		return;
	if (nearest->count == NEAREST_MAX)
		nearest->count--;
	memmove(&nearest->best[i + 1], &nearest->best[i],
	        (nearest->count - i) * sizeof(nearest->best[0]));
	snprintf(nearest->best[i].name, sizeof(nearest->best[i].name), "%s", name);
	nearest->best[i].distance = rated;
	nearest->count++;
}

void nearest_try(struct nearest *nearest, const char *spelling, const char *name)
{
	try_rated(nearest, rate(nearest->wanted, spelling), name);
}

static void try_vendor(struct nearest *nearest, const struct vendor *vendor)
{
	nearest_try(nearest, vendor->name, vendor->name);
	/* A title may name other vendors as well: the name itself comes before it. */
	try_rated(nearest, rate(nearest->wanted, vendor->title) + 1, vendor->name);
	for (size_t i = 0; i < vendor->alias_count; i++)
		nearest_try(nearest, vendor->aliases[i], vendor->name);
}

void nearest_recipe(struct nearest *nearest, const struct recipe *recipe, const char *name)
{
	nearest_try(nearest, recipe->model, name);
	nearest_try(nearest, recipe->title, name);
	for (size_t i = 0; i < recipe->alias_count; i++)
		nearest_try(nearest, recipe->aliases[i], name);
}

void nearest_vendors(struct nearest *nearest, const char *wanted, const struct catalog *catalog)
{
	nearest_begin(nearest, wanted);
	for (size_t i = 0; i < catalog->vendor_count; i++)
		try_vendor(nearest, &catalog->vendors[i]);
}

/* Beside a name that is one mistake away, those farther off only confuse. */
static size_t worth_showing(const struct nearest *nearest)
{
	size_t count = nearest->count;

	while (count > 1 && nearest->best[0].distance <= 1 &&
	       nearest->best[count - 1].distance > nearest->best[0].distance)
		count--;
	return count;
}

char *nearest_question(const struct nearest *nearest)
{
	const size_t count = worth_showing(nearest);
	struct joined names = { 0 };
	AUTO_FREE char *list = NULL;

	for (size_t i = 0; i < count; i++)
		joined_add(&names, i + 1 == count ? " or " : ", ", "'%s'", nearest->best[i].name);
	list = joined_take(&names);
	return count ? mem_printf(" (did you mean %s?)", list) : mem_strdup("");
}
