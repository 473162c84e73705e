/* base/jsonquick: documents bound in one pass, of which perhaps only a part is wanted. */
#include "base/json.h"
#include "base/mem.h"

#include "test.h"

struct dog {
	const char *name;
	uint64_t age;
};

static const struct json_member members[] = {
	{ "name", JSON_TEXT, true, JSON_OFFSET(struct dog, name, const char *), 0, NULL, NULL },
	{ "age", JSON_NUMBER, false, JSON_OFFSET(struct dog, age, uint64_t), 0, NULL, NULL },
};
static const struct json_shape shape = { members, ARRAY_LEN(members), sizeof(struct dog), 0 };

static void members_that_the_shape_lacks_are_passed_over(void **state)
{
	static const char *const texts[] = {
		"{\"name\":\"a\",\"b\":\"}\\\"]\\\\\",\"age\":7}",
		"{\"b\":[{\"c\":[1,2],\"d\":{}},[]] , \"name\":\"a\",\"age\":7,\"e\":{\"f\":null}}",
		"{\"name\":\"a\",\"age\":7,\"g\":-1.5e3\n}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO_FREE char *text = mem_strdup(texts[i]);
		struct dog dog;

		assert_true(json_bind_part(text, &shape, &dog));
		assert_string_equal(dog.name, "a");
		assert_int_equal(dog.age, 7);
	}
}

static void what_is_cut_or_lacks_its_name_is_refused(void **state)
{
	static const char *const texts[] = {
		"{\"name\":\"a\",\"b\":",         "{\"name\":\"a\",\"b\":[1",
		"{\"name\":\"a\",\"b\":\"\\",     "{\"name\":\"a\",\"b\":\"c\\\"}",
		"{\"name\":\"a\",\"b\":{\"c\":1", "{\"b\":1}",
		"{\"name\":\"a\",\"b\":1}{}",     "{\"name\":\"a\",\"name\":\"b\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO_FREE char *text = mem_strdup(texts[i]);
		struct dog dog;

		assert_false(json_bind_part(text, &shape, &dog));
	}
}

static void a_member_too_many_is_refused_where_the_whole_is_wanted(void **state)
{
	char text[] = "{\"name\":\"a\",\"b\":1}";
	struct dog dog;

	(void)state;
	assert_false(json_bind_text(text, &shape, &dog));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(members_that_the_shape_lacks_are_passed_over),
		TEST(what_is_cut_or_lacks_its_name_is_refused),
		TEST(a_member_too_many_is_refused_where_the_whole_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
