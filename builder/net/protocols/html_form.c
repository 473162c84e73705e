#include "net/protocols/html_form.h"

#include "base/text/text.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

enum { TAG_MAX = 16, ATTRIBUTE_MAX = 16, NO_FORM = -1 };

/* One tag: its name, and the rest of it. */
struct tag {
	char name[TAG_MAX]; /* "/form" at its end */
	struct bytes attributes;
};

struct attribute {
	char name[ATTRIBUTE_MAX];
	struct bytes value;
};

struct reader {
	struct bytes html;
	uint64_t at;
	int form; /* the open one */
	struct html_page *page;
};

static uint64_t find_from(struct bytes in, uint64_t from, const char *what)
{
	const size_t size = strlen(what);

	for (uint64_t i = from; size <= in.size && i <= in.size - size; i++) {
		if (strncasecmp((const char *)in.data + i, what, size) == 0)
			return i;
	}
	return in.size;
}

/* A '>' in quotes does not end a tag. */
static uint64_t end_of_tag(struct bytes html, uint64_t from)
{
	uint8_t quote = 0;

	for (uint64_t i = from; i < html.size; i++) {
		const uint8_t c = html.data[i];

		if (quote && c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\'') && i > from && html.data[i - 1] == '=')
			quote = c;
		else if (!quote && c == '>')
			return i;
	}
	return html.size;
}

static void name_tag(struct bytes inside, struct tag *out)
{
	size_t size = 0;

	while (size < inside.size && !isspace(inside.data[size]) &&
	       (size == 0 || inside.data[size] != '/'))
		size++;
	memset(out->name, 0, sizeof(out->name));
	for (size_t i = 0; i < size && i < TAG_MAX - 1; i++)
		out->name[i] = (char)tolower(inside.data[i]);
	out->attributes = bytes_part(inside, size, inside.size - size);
}

static bool begins_comment(struct bytes html, uint64_t at)
{
	const uint8_t *mark = bytes_at(html, at, 4);

	return mark && memcmp(mark, "<!--", 4) == 0;
}

/* Moves behind the next tag, or the next comment, which has no name; what scripts and styles hold
 * is no page. */
static bool next_tag(struct bytes html, uint64_t *at, struct tag *out)
{
	const uint64_t from = find_from(html, *at, "<");
	uint64_t end;

	*at = from;
	if (from >= html.size)
		return false;
	if (begins_comment(html, from)) {
		end = find_from(html, from, "-->");
		*out = (struct tag){ .name = "" };
		*at = html.size - end < 3 ? html.size : end + 3;
		return true;
	}
	end = end_of_tag(html, from + 1);
	name_tag(bytes_part(html, from + 1, end - from - 1), out);
	*at = end < html.size ? end + 1 : end;
	if (strcmp(out->name, "script") == 0)
		*at = find_from(html, *at, "</script");
	else if (strcmp(out->name, "style") == 0)
		*at = find_from(html, *at, "</style");
	return true;
}

static uint64_t skip_spaces(struct bytes bytes, uint64_t at)
{
	while (at < bytes.size && (isspace(bytes.data[at]) || bytes.data[at] == '/'))
		at++;
	return at;
}

static uint64_t take_value(struct bytes tag, uint64_t at, struct bytes *out)
{
	uint64_t end;

	at = skip_spaces(tag, at + 1);
	if (at < tag.size && (tag.data[at] == '"' || tag.data[at] == '\'')) {
		const char quote[] = { (char)tag.data[at], '\0' };

		end = find_from(tag, at + 1, quote);
		*out = bytes_part(tag, at + 1, end - at - 1);
		return end < tag.size ? end + 1 : end;
	}
	if (at > 0 && at < tag.size && tag.data[at - 1] == '/')
		at--; /* a path without quotes */
	for (end = at; end < tag.size && !isspace(tag.data[end]);)
		end++;
	*out = bytes_part(tag, at, end - at);
	return end;
}

/* NAME, NAME=VALUE, NAME="VALUE" */
static bool next_attribute(struct bytes tag, uint64_t *at, struct attribute *out)
{
	uint64_t from = skip_spaces(tag, *at);
	uint64_t end = from;
	uint64_t equals;

	if (from >= tag.size)
		return false;
	while (end < tag.size && !isspace(tag.data[end]) && tag.data[end] != '=')
		end++;
	*out = (struct attribute){ .value = { NULL, 0 } };
	for (uint64_t i = from; i < end && i - from < ATTRIBUTE_MAX - 1; i++)
		out->name[i - from] = (char)tolower(tag.data[i]);
	for (equals = end; equals < tag.size && isspace(tag.data[equals]);)
		equals++;
	*at = end > from ? end : end + 1;
	if (equals < tag.size && tag.data[equals] == '=')
		*at = take_value(tag, equals, &out->value);
	return true;
}

static struct bytes attribute_of(const struct tag *tag, const char *name)
{
	struct attribute attribute;
	uint64_t at = 0;

	while (next_attribute(tag->attributes, &at, &attribute)) {
		if (strcmp(attribute.name, name) == 0)
			return attribute.value;
	}
	return (struct bytes){ NULL, 0 };
}

static bool is_word(struct bytes value, const char *word)
{
	return value.size == strlen(word) &&
	       strncasecmp((const char *)value.data, word, value.size) == 0;
}

/* False: it does not fit, or has a NUL in it. The one reference that addresses use is replaced. */
static bool copy_value(struct bytes value, char *out, size_t size)
{
	size_t used = 0;

	for (uint64_t i = 0; i < value.size; i++) {
		if (!value.data[i] || used + 1 >= size) {
			out[0] = '\0';
			return false;
		}
		out[used++] = (char)value.data[i];
		if (find_from(bytes_part(value, i, value.size - i < 5 ? 0 : 5), 0, "&amp;") == 0 &&
		    value.size - i >= 5)
			i += 4;
	}
	out[used] = '\0';
	return true;
}

static struct html_form *add_form(struct reader *reader)
{
	struct html_page *page = reader->page;

	if (page->form_count == HTML_FORMS) {
		page->has_more = true;
		return NULL;
	}
	return &page->forms[page->form_count++];
}

static void open_form(struct reader *reader, const struct tag *tag)
{
	const struct bytes method = attribute_of(tag, "method");
	const struct bytes encoding = attribute_of(tag, "enctype");
	struct html_form *form = add_form(reader);

	reader->form = form ? (int)reader->page->form_count - 1 : NO_FORM;
	if (!form)
		return;
	form->is_unusable =
	        !copy_value(attribute_of(tag, "action"), form->action, sizeof(form->action)) ||
	        !is_word(method, "post") ||
	        (encoding.size && !is_word(encoding, "multipart/form-data"));
}

static bool has_form(struct reader *reader)
{
	if (reader->form == NO_FORM && add_form(reader))
		reader->form = (int)reader->page->form_count - 1;
	return reader->form != NO_FORM;
}

static void add_file(struct reader *reader, const struct tag *tag)
{
	struct html_page *page = reader->page;
	struct html_form *form;
	char *name;

	if (!has_form(reader) || page->forms[reader->form].file_count == HTML_FILES) {
		page->has_more = true;
		return;
	}
	form = &page->forms[reader->form];
	name = form->files[form->file_count++];
	if (!copy_value(attribute_of(tag, "name"), name, HTTP_NAME_MAX) || !http_is_name(name))
		name[0] = '\0';
}

static void add_hidden(struct reader *reader, const struct tag *tag)
{
	struct html_form *form =
	        reader->form == NO_FORM ? NULL : &reader->page->forms[reader->form];
	struct html_hidden *hidden;

	if (!form || !attribute_of(tag, "name").size)
		return;
	if (form->hidden_count == HTML_HIDDEN) {
		form->is_unusable = true;
		return;
	}
	hidden = &form->hidden[form->hidden_count++];
	if (!copy_value(attribute_of(tag, "name"), hidden->name, sizeof(hidden->name)) ||
	    !copy_value(attribute_of(tag, "value"), hidden->value, sizeof(hidden->value)) ||
	    !http_is_name(hidden->name) || !text_is_harmless(hidden->value))
		form->is_unusable = true;
}

static void read_tag(struct reader *reader, const struct tag *tag)
{
	if (strcmp(tag->name, "form") == 0)
		open_form(reader, tag);
	else if (strcmp(tag->name, "/form") == 0)
		reader->form = NO_FORM;
	else if (strcmp(tag->name, "input") == 0 && is_word(attribute_of(tag, "type"), "file"))
		add_file(reader, tag);
	else if (strcmp(tag->name, "input") == 0 && is_word(attribute_of(tag, "type"), "hidden"))
		add_hidden(reader, tag);
}

void html_read_page(struct bytes html, struct html_page *out)
{
	struct reader reader = { .html = html, .form = NO_FORM, .page = out };
	struct tag tag;

	*out = (struct html_page){ .form_count = 0 };
	while (next_tag(html, &reader.at, &tag))
		read_tag(&reader, &tag);
}

/* A space for each tag and each run of spaces. */
static size_t add_words(struct bytes text, char *out, size_t used)
{
	for (uint64_t i = 0; i < text.size && used < HTML_WORDS_MAX - 1; i++) {
		const bool is_space = isspace(text.data[i]) || !text.data[i];

		if (!is_space)
			out[used++] = (char)text.data[i];
		else if (used && out[used - 1] != ' ')
			out[used++] = ' ';
	}
	if (used && used < HTML_WORDS_MAX - 1 && out[used - 1] != ' ')
		out[used++] = ' ';
	return used;
}

void html_read_words(struct bytes html, char out[HTML_WORDS_MAX])
{
	char words[HTML_WORDS_MAX];
	uint64_t at = 0;
	size_t used = 0;
	struct tag tag;

	while (at < html.size && used < HTML_WORDS_MAX - 1) {
		const uint64_t end = find_from(html, at, "<");

		used = add_words(bytes_part(html, at, end - at), words, used);
		at = end;
		if (!next_tag(html, &at, &tag))
			break;
	}
	text_clean_bytes(out, HTML_WORDS_MAX, words, used);
}

bool html_has_word(const char *text, const char *word)
{
	const size_t size = strlen(word);

	for (const char *at = text; *at; at++) {
		if (strncasecmp(at, word, size) == 0 &&
		    (at == text || !isalpha((unsigned char)at[-1])) &&
		    !isalpha((unsigned char)at[size]))
			return true;
	}
	return false;
}
