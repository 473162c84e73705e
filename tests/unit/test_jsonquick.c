/* base/jsonquick: documents bound in one pass, of which perhaps only a part is wanted. */
#include "base/json.h"
#include "base/mem.h"

#include <string.h>

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
		struct json_lists *lists;
		struct dog dog;

		assert_true(json_bind_part(text, &shape, &dog, &lists));
		assert_string_equal(dog.name, "a");
		assert_int_equal(dog.age, 7);
		json_lists_done(lists);
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
		struct json_lists *lists;
		struct dog dog;

		assert_false(json_bind_part(text, &shape, &dog, &lists));
	}
}

struct pack {
	struct dog *dogs;
	size_t dog_count;
	const char **names;
	size_t name_count;
	const char *title; /* makes a list's items 40 bytes apart */
};

static const struct json_member pack_members[] = {
	{ "dogs", JSON_MANY, false, JSON_OFFSET(struct pack, dogs, struct dog *),
	  JSON_OFFSET(struct pack, dog_count, size_t), NULL, &shape },
	{ "names", JSON_TEXTS, false, JSON_OFFSET(struct pack, names, const char **),
	  JSON_OFFSET(struct pack, name_count, size_t), NULL, NULL },
	{ "title", JSON_TEXT, false, JSON_OFFSET(struct pack, title, const char *), 0, NULL, NULL },
};
static const struct json_shape pack_shape = { pack_members, ARRAY_LEN(pack_members),
	                                      sizeof(struct pack), 0 };

struct packs {
	struct pack *packs;
	size_t count;
};

static const struct json_member packs_members[] = {
	{ "packs", JSON_MANY, false, JSON_OFFSET(struct packs, packs, struct pack *),
	  JSON_OFFSET(struct packs, count, size_t), NULL, &pack_shape },
};
static const struct json_shape packs_shape = { packs_members, ARRAY_LEN(packs_members),
	                                       sizeof(struct packs), 0 };

static void lists_in_lists_lie_in_one_piece_of_memory(void **state)
{
	char text[] = "{\"packs\":[{\"dogs\":[{\"name\":\"a\"},{\"name\":\"b\",\"age\":2}],"
	              "\"title\":\"one\"},{\"names\":[\"x\",\"y\",\"z\"],\"title\":\"two\"},"
	              "{\"dogs\":[],\"names\":[\"w\"],\"title\":\"three\"}]}";
	struct json_lists *lists;
	struct packs packs;

	(void)state;
	assert_true(json_bind_text(text, &packs_shape, &packs, &lists));
	assert_int_equal(packs.count, 3);
	assert_int_equal(packs.packs[0].dog_count, 2);
	assert_string_equal(packs.packs[0].dogs[1].name, "b");
	assert_int_equal(packs.packs[0].dogs[1].age, 2);
	assert_null(packs.packs[0].names);
	assert_string_equal(packs.packs[1].names[2], "z");
	assert_string_equal(packs.packs[1].title, "two");
	assert_non_null(packs.packs[2].dogs);
	assert_int_equal(packs.packs[2].dog_count, 0);
	assert_string_equal(packs.packs[2].names[0], "w");
	assert_string_equal(packs.packs[2].title, "three");
	json_lists_done(lists);
}

/* Of a text that is nothing but empty items; whoever wants it reads it the slow way. */
static void lists_that_grow_beyond_all_measure_are_refused(void **state)
{
	static const char item[] = "{},";
	const size_t count = 4000;
	AUTO_FREE char *text = mem_zalloc(count + 8, sizeof(item));
	struct json_lists *lists;
	struct packs packs;

	(void)state;
	strcpy(text, "{\"packs\":[");
	for (size_t i = 0; i < count; i++)
		strcat(text, item);
	strcpy(text + strlen(text) - 1, "]}");
	assert_false(json_bind_text(text, &packs_shape, &packs, &lists));
}

static void a_member_too_many_is_refused_where_the_whole_is_wanted(void **state)
{
	char text[] = "{\"name\":\"a\",\"b\":1}";
	struct json_lists *lists;
	struct dog dog;

	(void)state;
	assert_false(json_bind_text(text, &shape, &dog, &lists));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(members_that_the_shape_lacks_are_passed_over),
		TEST(what_is_cut_or_lacks_its_name_is_refused),
		TEST(lists_in_lists_lie_in_one_piece_of_memory),
		TEST(lists_that_grow_beyond_all_measure_are_refused),
		TEST(a_member_too_many_is_refused_where_the_whole_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
