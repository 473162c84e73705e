/*
 * text - strings made safe or readable for a terminal.
 *
 * Names of USB sticks, segments and files are untrusted. What reaches the
 * screen passes text_clean() first.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies `in` and puts '?' for control characters, invalid UTF-8, and characters
 * that change the direction of text or have no width. Cuts what does not fit, at
 * a character's end; always ends `out` with a NUL. Spaces at either end are dropped.
 */
void text_clean(char *out, size_t size, const char *in);

/* As text_clean(), for `length` bytes that need not end with a NUL; stops at one. */
void text_clean_bytes(char *out, size_t size, const void *in, size_t length);

/* True when text_clean() would put no '?' into it. */
bool text_is_harmless(const char *text);

/*
 * A JSON document in which what text_clean() would not let through is written as \uXXXX: it
 * means the same, and can be shown. Valid UTF-8 without line breaks outside of texts. Owned.
 */
char *text_json(const char *json);

/* Lower-case hexadecimal; `out` holds 2 * size + 1 characters. */
void text_hex(char *out, const uint8_t *bytes, size_t size);

/* `size` bytes from two digits each, of either case; false at the first that is none. */
bool text_from_hex(const char *digits, uint8_t *out, size_t size);

enum { TEXT_SIZE = 48 };

/* "512 bytes", "12.0 MB", "31.9 GB": decimal units, as printed on sticks. */
void text_size(char out[TEXT_SIZE], uint64_t bytes);

#endif
