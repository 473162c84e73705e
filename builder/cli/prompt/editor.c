#include "cli/prompt/editor.h"

#include "base/libraries/edit_library.h"
#include "base/mem.h"
#include "cli/prompt/complete.h"
#include "cli/prompt/waiting.h"
#include "cli/screen/escapes.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { SHOWN = 40 /* names that fit */ };

/* One line on its way. */
struct editor {
	struct edit_library lib;
	const struct line_request *request;
	EditLine *edit;
	char *prompt; /* with a blank */
	bool is_stopped;
	struct failure *why;
};

/* libedit's callbacks get nothing else; loading it again costs next to nothing. */
static struct editor *editor_of(EditLine *edit)
{
	struct edit_library lib;
	struct failure ignored;
	void *data = NULL;

	if (edit_library_load(&lib, &ignored))
		lib.el_get(edit, EL_CLIENTDATA, &data);
	return data;
}

static char *show_prompt(EditLine *edit)
{
	return editor_of(edit)->prompt;
}

/* A shell that had stopped the program left the terminal as it likes it itself. */
static void set_terminal(const struct editor *editor)
{
	struct termios terminal;

	if (tcgetattr(STDIN_FILENO, &terminal) < 0 || !(terminal.c_lflag & ICANON))
		return;
	editor->lib.el_set(editor->edit, EL_PREP_TERM, 1);
	editor->lib.el_set(editor->edit, EL_REFRESH);
}

/* False: there is nothing to wait for any more. */
static bool wait_for_key(struct editor *editor)
{
	const struct line_request *request = editor->request;

	for (;;) {
		switch (waiting_for_input(request->watched, editor->why)) {
		case WAITED_STOP: editor->is_stopped = true; return false;
		case WAITED_INPUT: return true;
		case WAITED_CHANGE:
			if (request->changed(request->context))
				editor->lib.el_set(editor->edit, EL_REFRESH);
			break;
		case WAITED_NOTHING: set_terminal(editor); break;
		}
	}
}

/* As a shell does: on lines of their own, above the one that is typed. */
static void show_names(const struct completion *found)
{
	fputc('\n', stderr);
	for (size_t i = 0; i < found->count && i < SHOWN; i++)
		fprintf(stderr, "  %s\n", found->names[i]);
	if (found->count > SHOWN)
		fprintf(stderr, "  and %zu more\n", found->count - SHOWN);
}

/* What every fitting name goes on with is typed for the person; otherwise they are shown. */
static void complete(const struct editor *editor)
{
	const struct edit_library *lib = &editor->lib;
	const LineInfo *line = lib->el_line(editor->edit);
	AUTO_FREE char *typed =
	        mem_printf("%.*s", (int)(line->cursor - line->buffer), line->buffer);
	struct completion found;

	complete_file(&found, typed);
	if (found.more[0])
		lib->el_insertstr(editor->edit, found.more);
	else if (found.count > 1)
		show_names(&found);
	completion_done(&found);
	lib->el_set(editor->edit, EL_REFRESH);
}

/* A whole character; bytes that are none are left out. False: there are no more. */
static bool read_character(struct editor *editor, wchar_t *out)
{
	mbstate_t state = { 0 };
	char byte;

	while (wait_for_key(editor)) {
		size_t length;

		if (read(STDIN_FILENO, &byte, 1) != 1)
			return false;
		length = mbrtowc(out, &byte, 1, &state);
		if (length <= 1)
			return true;
		if (length == (size_t)-1)
			state = (mbstate_t){ 0 };
	}
	return false;
}

/* Tab never reaches libedit, which would keep memory for a command of ours. */
static int read_key(EditLine *edit, wchar_t *out)
{
	struct editor *editor = editor_of(edit);

	while (read_character(editor, out)) {
		if (*out != L'\t' || !editor->request->names_file)
			return 1;
		complete(editor);
	}
	return editor->is_stopped ? -1 : 0;
}

static void set_up(struct editor *editor)
{
	const struct edit_library *lib = &editor->lib;
	EditLine *edit = editor->edit;

	lib->el_set(edit, EL_CLIENTDATA, editor);
	lib->el_set(edit, EL_PROMPT, show_prompt);
	lib->el_set(edit, EL_EDITOR, "emacs");
	lib->el_set(edit, EL_SIGNAL, 0);
	lib->el_set(edit, EL_GETCFN, read_key);
}

static enum edited edit(struct editor *editor, char line[UI_ANSWER])
{
	const char *typed;
	int length = 0;

	editor->edit = editor->lib.el_init("mkrescue-usb", stdin, stderr, stderr);
	if (!editor->edit)
		return EDITED_IMPOSSIBLE;
	set_up(editor);
	/* Before the prompt: an end of input that is typed at once would be lost otherwise. */
	editor->lib.el_set(editor->edit, EL_PREP_TERM, 1);
	typed = editor->lib.el_gets(editor->edit, &length);
	if (typed && length > 0)
		snprintf(line, UI_ANSWER, "%s", typed);
	editor->lib.el_end(editor->edit);
	if (editor->is_stopped)
		return EDITED_STOP;
	return typed && length > 0 ? EDITED_LINE : EDITED_END;
}

/* In UTF-8, whatever else the user's programs are set to: an ASCII letter is the same in it. */
enum edited editor_read(const struct line_request *request, char line[UI_ANSWER],
                        struct failure *why)
{
	AUTO_FREE char *prompt = mem_printf("%s ", request->prompt);
	struct editor editor = { .request = request, .prompt = prompt, .why = why };
	struct failure ignored;
	enum edited end;
	locale_t text;
	locale_t before;

	/* Of a terminal that it cannot use libedit would say so itself. */
	if (!escapes_are_understood() || !edit_library_load(&editor.lib, &ignored))
		return EDITED_IMPOSSIBLE;
	text = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	before = text ? uselocale(text) : (locale_t)0;
	end = edit(&editor, line);
	if (text) {
		uselocale(before);
		freelocale(text);
	}
	return end;
}
