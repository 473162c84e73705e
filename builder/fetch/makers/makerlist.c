#include "fetch/makers/makerlist.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { ADDRESS_MAX = 512, PORT_DIGITS = 5 };

/* The length of "cdn.example.org:8443" at the beginning of a text; 0: there is no such thing. */
static size_t authority_length(const char *text)
{
	const size_t host = strspn(text, LETTERS ".-");
	size_t port = 0;

	if (!host || text[0] == '.' || text[0] == '-')
		return 0;
	if (text[host] != ':')
		return host;
	port = strspn(text + host + 1, "0123456789");
	return port && port <= PORT_DIGITS ? host + 1 + port : 0;
}

bool makerlist_is_address(const char *address)
{
	const size_t scheme = url_scheme(address);
	const size_t authority = scheme ? authority_length(address + scheme) : 0;
	const char *path = address + scheme + authority;
	const char *end = path + strspn(path, LETTERS "._~%+-/");

	return authority && strlen(address) < ADDRESS_MAX && path[0] == '/' && *end == '\0' &&
	       end[-1] != '/' && !strstr(path, "/../");
}

static bool is_in_domain(const char *host, size_t length, const char *domain)
{
	const size_t size = strlen(domain);

	if (length < size || strncasecmp(host + length - size, domain, size) != 0)
		return false;
	return length == size || host[length - size - 1] == '.';
}

static bool is_host_of(const char *host, size_t length, const char *server)
{
	const char *other = server + url_scheme(server);

	return strcspn(other, ":/") == length && strncasecmp(host, other, length) == 0;
}

bool makerlist_is_at(const char *address, const char *server, const char *const *domains)
{
	const char *host = address + url_scheme(address);
	const size_t length = strcspn(host, ":/");

	if (is_host_of(host, length, server))
		return true;
	for (const char *const *domain = domains; *domain; domain++) {
		if (is_in_domain(host, length, *domain))
			return true;
	}
	return false;
}

const char *makerlist_text(const json_t *object, const char *name, size_t most)
{
	const json_t *value = json_object_get(object, name);
	const char *text = json_string_value(value);

	return text && strlen(text) == json_string_length(value) && strlen(text) <= most ? text
	                                                                                 : NULL;
}

bool makerlist_read_version(const json_t *object, char version[MAKERLIST_WORD])
{
	const char *text = makerlist_text(object, "version", MAKERLIST_WORD - 1);

	if (!text || !text[0] || text[strspn(text, LETTERS "._-")])
		return false;
	memcpy(version, text, strlen(text) + 1);
	return true;
}

bool makerlist_day_of(int64_t ms, char date[MAKERLIST_DATE])
{
	const int64_t first = INT64_C(1262304000000);
	const int64_t last = INT64_C(4102444800000);
	const time_t seconds = (time_t)(ms / 1000);
	struct tm day;

	return ms >= first && ms < last && gmtime_r(&seconds, &day) &&
	       strftime(date, MAKERLIST_DATE, "%Y-%m-%d", &day) > 0;
}

void makerlist_build_done(struct makerlist_build *build)
{
	free(build->address);
	*build = (struct makerlist_build){ 0 };
}

bool makerlist_fail(const struct makerlist_answer *answer, const char *maker, const char *what,
                    struct failure *why)
{
	return fail(why, FAIL_FIRMWARE, "'%s' is not a usable answer of %s's firmware list: %s",
	            answer->name, maker, what);
}

static bool check_code(const struct makerlist_answer *answer, const json_t *json, const char *maker,
                       struct failure *why)
{
	const json_t *code = json_object_get(json, "code");

	if (!json_is_integer(code))
		return makerlist_fail(answer, maker, "it has no 'code'", why);
	return json_integer_value(code) == 0 ||
	       fail(why, FAIL_FIRMWARE, "'%s': %s's list reports the error %lld", answer->name,
	            maker, (long long)json_integer_value(code));
}

bool makerlist_parse(const struct makerlist_answer *answer, struct bytes text, const char *maker,
                     json_t **out, struct failure *why)
{
	if (answer->size > MAKERLIST_MAX)
		return makerlist_fail(answer, maker, "it is too large", why);
	if (!json_read_text((const char *)text.data, (size_t)text.size, answer->name, FAIL_FIRMWARE,
	                    out, why))
		return false;
	if (check_code(answer, *out, maker, why))
		return true;
	json_decref(*out);
	return false;
}
