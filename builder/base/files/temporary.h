/*
 * temporary - a file or folder that is removed even when mem.h ends the program.
 *
 * Whoever makes it removes it in every other case: this is only for the end without memory.
 */
#ifndef TEMPORARY_H
#define TEMPORARY_H

struct temporary;

/*
 * From now on `path` goes by `remove` when the program ends. Before it is made: it may still
 * have to be. `path` is borrowed, and may be filled in by mkostemp() and its like.
 */
struct temporary *temporary_guard(const char *path, void (*remove)(const char *path));

/* It is there. Another thread may just have ended the program, and found nothing to remove. */
void temporary_is_made(const struct temporary *temporary);

/* It has its name, or is gone. Accepts NULL. */
void temporary_release(struct temporary *temporary);

/* For files. */
void temporary_unlink(const char *path);

#endif
