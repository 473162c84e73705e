#include "cli/output/address_list.h"

#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "cli/output/report.h"

#include <string.h>

json_t *address_list_json(const struct store_notes *notes, const struct digest *sha256)
{
	size_t count;
	const struct store_note *note = store_notes_of(notes, sha256, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, report_json(note[i].name));
	return array;
}

char *address_list_text(const struct store_notes *notes, const struct digest *sha256)
{
	size_t count;
	const struct store_note *note = store_notes_of(notes, sha256, &count);
	struct joined names = { 0 };
	AUTO_FREE char *text = NULL;
	char *clean;
	size_t size;

	if (!count)
		return mem_strdup("no address");
	for (size_t i = 0; i < count; i++)
		joined_add(&names, ", ", "%s", note[i].name);
	text = joined_take(&names);
	size = strlen(text);
	/* A letter that is not shown may take three more bytes. */
	clean = mem_zalloc(1, 4 * size + 1);
	text_clean(clean, 4 * size + 1, text);
	return clean;
}
