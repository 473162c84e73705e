/*
 * letters - letters and digits of ASCII, whatever the locale; all other bytes are neither.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include <stdbool.h>

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline char small_of(char c)
{
	return (char)(is_capital(c) ? c + ('a' - 'A') : c);
}

static inline bool is_letter(char c)
{
	return is_capital(c) || (c >= 'a' && c <= 'z');
}

#endif
