#include "net/methods/shared/page_choice.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

/* One field of the page that may be used. */
struct candidates {
	struct page_target first; /* of those that fit the wish */
	size_t fit;
	size_t usable;
	size_t unnamed;
	size_t all;
	char usable_names[NET_TEXT];
	char all_names[NET_TEXT];
};

bool page_is_safe(const char *field)
{
	return !strcasestr(field, "boot") && !strcasestr(field, "bl2") &&
	       !strcasestr(field, "fip") && !strcasestr(field, "gpt") &&
	       !strcasestr(field, "preloader") && !html_has_word(field, "art");
}

/* "x.cgi" of the page "/a/b.html" is "/a/x.cgi"; an address with a host is not followed. */
static bool resolve(const char *action, const char *page, char out[HTTP_PATH_MAX])
{
	const char *slash = strrchr(page, '/');
	int size;

	if (strstr(action, "://") || strncmp(action, "//", 2) == 0 || strchr(action, '#'))
		return false;
	if (!action[0])
		size = snprintf(out, HTTP_PATH_MAX, "%s", page);
	else if (action[0] == '/')
		size = snprintf(out, HTTP_PATH_MAX, "%s", action);
	else if (action[0] == '?')
		size = snprintf(out, HTTP_PATH_MAX, "%s%s", page, action);
	else
		size = snprintf(out, HTTP_PATH_MAX, "%.*s/%s", slash ? (int)(slash - page) : 0,
		                page, action);
	return size < HTTP_PATH_MAX && http_is_path(out);
}

static void add_name(char names[NET_TEXT], const char *name)
{
	const size_t used = strlen(names);

	if (used + strlen(name) + 2 <= NET_TEXT)
		snprintf(names + used, NET_TEXT - used, "%s%s", used ? " " : "", name);
}

static bool same(const char *wish, const char *name)
{
	return !wish || strcmp(wish, name) == 0;
}

static void add_field(struct candidates *all, const struct net_page *wish,
                      const struct html_form *form, const char *path, const char *name)
{
	char to[HTTP_PATH_MAX];

	if (!name[0]) {
		all->unnamed++;
		return;
	}
	all->all++;
	add_name(all->all_names, name);
	if (form->is_unusable || !page_is_safe(name) || !resolve(form->action, path, to) ||
	    !page_is_safe(to))
		return;
	all->usable++;
	add_name(all->usable_names, name);
	if (!same(wish->chosen_field, name) || !same(wish->chosen_path, to))
		return;
	/* What the catalogue knows is taken before what merely fits. */
	if (all->fit++ && !(wish->field && strcmp(wish->field, name) == 0))
		return;
	memcpy(all->first.path, to, sizeof(to));
	snprintf(all->first.field, sizeof(all->first.field), "%s", name);
	all->first.form = form;
}

static void collect(struct candidates *all, const struct net_page *wish,
                    const struct html_page *page, const char *path)
{
	for (size_t i = 0; i < page->form_count; i++) {
		const struct html_form *form = &page->forms[i];

		for (size_t k = 0; k < form->file_count; k++)
			add_field(all, wish, form, path, form->files[k]);
	}
}

static bool mentions(struct bytes html, const char *text)
{
	return html.size && memmem(html.data, html.size, text, strlen(text));
}

/* Not from a form: by the user's word or the catalogue's, where the page may well be a script. */
static bool take_known(const struct net_page *wish, struct bytes html, bool has_unnamed,
                       struct page_target *out)
{
	const char *path = wish->chosen_path ? wish->chosen_path : wish->path;
	const char *field = wish->chosen_field ? wish->chosen_field : wish->field;
	const bool is_chosen = wish->chosen_path && wish->chosen_field;

	if (!path || !field || !http_is_path(path) || !http_is_name(field) || !page_is_safe(path) ||
	    !page_is_safe(field))
		return false;
	if (!is_chosen && !has_unnamed && html.size &&
	    !(mentions(html, field) && strlen(path) > 1 && mentions(html, path)))
		return false;
	snprintf(out->path, sizeof(out->path), "%s", path);
	snprintf(out->field, sizeof(out->field), "%s", field);
	out->form = NULL;
	return true;
}

static bool is_clear(const struct candidates *all, const struct net_page *wish)
{
	if (!all->fit)
		return false;
	return (all->all == 1 && !all->unnamed) || (wish->chosen_field && all->fit == 1) ||
	       (wish->field && !wish->chosen_field && strcmp(wish->field, all->first.field) == 0);
}

enum page_choice page_choose(const struct net_page *wish, struct bytes html, const char *path,
                             struct html_page *page, struct page_target *out, char text[NET_TEXT])
{
	struct candidates all = { .fit = 0 };

	html_read_page(html, page);
	collect(&all, wish, page, path);
	memcpy(text, all.all_names, NET_TEXT);
	if (!page->has_more && is_clear(&all, wish)) {
		*out = all.first;
		return PAGE_CHOSEN;
	}
	if ((!all.all || (wish->chosen_path && wish->chosen_field)) &&
	    take_known(wish, html, all.unnamed > 0, out))
		return PAGE_CHOSEN;
	if (all.usable) {
		memcpy(text, all.usable_names, NET_TEXT);
		return PAGE_SEVERAL;
	}
	return all.all ? PAGE_UNSAFE : PAGE_WITHOUT;
}
