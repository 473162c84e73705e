/* emphasis - a sentence that nobody may overlook. */
#ifndef EMPHASIS_H
#define EMPHASIS_H

/*
 * A line on stderr: bold, and red where the terminal has colours. Plain with NO_COLOR, on a simple
 * terminal (TERM=dumb) and in a file; the words say all of it.
 */
void emphasis_show(const char *sentence);

#endif
