#include "net/methods/shared/page_answer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { STATUS_ERROR = 400, MD5_DIGITS = 32, SIZE_DIGITS = 20 };

/* Words that pages use where the catalogue has no text of theirs; whole ones only. */
static const char *const good_words[] = { "success", "successful", "successfully", "succeeded" };
static const char *const bad_words[] = { "fail", "failed", "failure", "error" };

static bool has_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (html_has_word(text, words[i]))
			return true;
	}
	return false;
}

static bool contains(struct bytes body, const char *text)
{
	return text && body.size && memmem(body.data, body.size, text, strlen(text));
}

static enum page_verdict judge_words(const char *words)
{
	const bool is_good = has_any(words, good_words, sizeof(good_words) / sizeof(good_words[0]));
	const bool is_bad = has_any(words, bad_words, sizeof(bad_words) / sizeof(bad_words[0]));

	if (is_good == is_bad)
		return PAGE_SAYS_NOTHING; /* one that explains both says neither */
	return is_good ? PAGE_SAYS_DONE : PAGE_SAYS_FAILED;
}

enum page_verdict page_read_answer(const struct net_page *page, const struct http_answer *answer,
                                   char words[HTML_WORDS_MAX])
{
	html_read_words(answer->body, words);
	if (!words[0] && answer->status)
		snprintf(words, HTML_WORDS_MAX, "HTTP status %u", answer->status);
	if (contains(answer->body, page->failure) || answer->status >= STATUS_ERROR)
		return PAGE_SAYS_FAILED;
	if (contains(answer->body, page->success))
		return PAGE_SAYS_DONE;
	return judge_words(words);
}

bool page_confirms(const struct http_answer *answer, uint64_t size, const char *md5)
{
	char expected[SIZE_DIGITS + 1 + MD5_DIGITS + 1];
	const int length =
	        snprintf(expected, sizeof(expected), "%llu %s", (unsigned long long)size, md5);
	const uint8_t *at = bytes_at(answer->body, 0, (uint64_t)length);

	return at && strncasecmp((const char *)at, expected, (size_t)length) == 0 &&
	       (answer->body.size == (uint64_t)length || isspace(at[length]));
}
