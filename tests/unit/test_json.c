/* base/json: documents that are read, and refused with their place. */
#include "base/json.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

struct leg {
	const char *name;
	const char **toes;
	size_t toe_count;
};

enum size { SIZE_SMALL, SIZE_LARGE };

struct animal {
	const char *name;
	uint64_t age;
	bool tame;
	enum size size;
	struct leg first;
	struct leg *legs;
	size_t leg_count;
	uint64_t written;
};

static const char *size_name(enum size size)
{
	return size == SIZE_LARGE ? "large" : "small";
}

JSON_CHOICE(size_value, enum size, size_name, SIZE_LARGE);

static const struct json_member leg_members[] = {
	{ "name", JSON_TEXT, true, offsetof(struct leg, name), 0, NULL, NULL },
	{ "toes", JSON_TEXTS, false, offsetof(struct leg, toes), offsetof(struct leg, toe_count),
	  NULL, NULL },
};
static const struct json_shape leg_shape = { leg_members, ARRAY_LEN(leg_members),
	                                     sizeof(struct leg), 0 };

static const struct json_member animal_members[] = {
	{ "name", JSON_TEXT, true, offsetof(struct animal, name), 0, NULL, NULL },
	{ "age", JSON_NUMBER, false, offsetof(struct animal, age), 0, NULL, NULL },
	{ "tame", JSON_FLAG, false, offsetof(struct animal, tame), 0, NULL, NULL },
	{ "size", JSON_VALUE, false, JSON_OFFSET(struct animal, size, enum size), 0, &size_value,
	  NULL },
	{ "first", JSON_ONE, false, offsetof(struct animal, first), 0, NULL, &leg_shape },
	{ "legs", JSON_MANY, false, offsetof(struct animal, legs),
	  offsetof(struct animal, leg_count), NULL, &leg_shape },
};
static const struct json_shape animal_shape = { animal_members, ARRAY_LEN(animal_members),
	                                        sizeof(struct animal),
	                                        offsetof(struct animal, written) };

/* A dog with everything; json_unbind() and json_decref() it. */
static json_t *bind_dog(struct animal *dog)
{
	static const char text[] = "{\"name\": \"dog\", \"age\": 7, \"tame\": true, "
	                           "\"size\": \"large\", \"first\": {\"name\": \"front\"}, "
	                           "\"legs\": [{\"name\": \"left\", \"toes\": [\"a\", \"b\"]}, "
	                           "{\"name\": \"right\"}]}";
	struct failure why;
	json_t *document;

	assert_true(json_read_text(text, strlen(text), "dog", FAIL_CATALOG, &document, &why));
	assert_true(json_bind(document, &animal_shape, "dog", FAIL_CATALOG, dog, &why));
	return document;
}

static void everything_reaches_its_place(void **state)
{
	struct animal dog;
	json_t *document = bind_dog(&dog);

	(void)state;
	assert_string_equal(dog.name, "dog");
	assert_int_equal(dog.age, 7);
	assert_true(dog.tame);
	assert_int_equal(dog.size, SIZE_LARGE);
	assert_string_equal(dog.first.name, "front");
	assert_int_equal(dog.leg_count, 2);
	assert_int_equal(dog.legs[0].toe_count, 2);
	assert_string_equal(dog.legs[0].toes[1], "b");
	assert_int_equal(dog.legs[1].toe_count, 0);
	json_unbind(&animal_shape, &dog);
	json_decref(document);
}

static void assert_object(const struct animal *animal, const char *expected)
{
	json_t *object = json_from(&animal_shape, animal);
	char *text = json_dumps(object, JSON_COMPACT);

	assert_string_equal(text, expected);
	free(text);
	json_decref(object);
}

static void a_struct_becomes_an_object_with_every_member(void **state)
{
	const struct animal nothing = { 0 };
	struct animal dog;
	json_t *document = bind_dog(&dog);

	(void)state;
	assert_object(&dog, "{\"name\":\"dog\",\"age\":7,\"tame\":true,\"size\":\"large\","
	                    "\"first\":{\"name\":\"front\",\"toes\":[]},\"legs\":[{\"name\":"
	                    "\"left\",\"toes\":[\"a\",\"b\"]},{\"name\":\"right\",\"toes\":[]}]}");
	assert_object(&nothing,
	              "{\"name\":null,\"age\":null,\"tame\":false,\"size\":\"small\",\"first\":"
	              "{\"name\":null,\"toes\":[]},\"legs\":[]}");
	json_unbind(&animal_shape, &dog);
	json_decref(document);
}

static void assert_text(const char *from, const char *expected)
{
	json_t *document = json_loads(from, 0, NULL);
	char *text = json_text(document);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
	json_decref(document);
}

static void a_document_is_written_as_people_write_it(void **state)
{
	(void)state;
	assert_text("{}", "{}\n");
	assert_text("{\"b\":1,\"a\":[],\"o\":{},\"t\":[true,null,-1,\"\\\"\\u00e9\\u001b\"]}",
	            "{\n\t\"b\": 1,\n\t\"a\": [],\n\t\"o\": {},\n\t\"t\": [true, null, -1, "
	            "\"\\\"\xc3\xa9\\u001B\"]\n}\n");
	assert_text("{\"l\":[{\"a\":\"b\"},{\"c\":[1,2]}]}",
	            "{\n\t\"l\": [{ \"a\": \"b\" }, { \"c\": [1, 2] }]\n}\n");
}

#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void what_is_longer_than_a_line_is_broken(void **state)
{
	(void)state;
	assert_text("{\"k\":{\"a\":\"" SIXTY "\",\"b\":12345678}}",
	            "{\n\t\"k\": { \"a\": \"" SIXTY "\", \"b\": 12345678 }\n}\n");
	assert_text("{\"k\":{\"a\":\"" SIXTY "\",\"b\":123456789}}",
	            "{\n\t\"k\": {\n\t\t\"a\": \"" SIXTY "\",\n\t\t\"b\": 123456789\n\t}\n}\n");
	assert_text("{\"k\":[\"" SIXTY SIXTY "\"]}",
	            "{\n\t\"k\": [\n\t\t\"" SIXTY SIXTY "\"\n\t]\n}\n");
}

/* Whatever is wrong is told with the document's name and the place in it. */
static void assert_refused(const char *text, const char *place, const char *problem)
{
	struct animal animal;
	struct failure why;
	json_t *document;

	assert_true(json_read_text(text, strlen(text), "zoo", FAIL_CATALOG, &document, &why));
	assert_false(json_bind(document, &animal_shape, "zoo", FAIL_CATALOG, &animal, &why));
	assert_int_equal(why.kind, FAIL_CATALOG);
	assert_non_null(strstr(why.text, "'zoo'"));
	assert_non_null(strstr(why.text, place));
	assert_non_null(strstr(why.text, problem));
	json_decref(document);
}

static void texts_outlive_the_document_once_they_are_kept(void **state)
{
	AUTO_FREE char *texts = NULL;
	struct animal dog;
	json_t *document = bind_dog(&dog);

	(void)state;
	texts = json_keep_texts(&animal_shape, &dog);
	json_decref(document);
	assert_string_equal(dog.name, "dog");
	assert_string_equal(dog.first.name, "front");
	assert_string_equal(dog.legs[0].name, "left");
	assert_string_equal(dog.legs[0].toes[0], "a");
	assert_string_equal(dog.legs[0].toes[1], "b");
	json_unbind(&animal_shape, &dog);
}

static void what_has_the_wrong_shape_is_told_with_its_place(void **state)
{
	(void)state;
	assert_refused("[]", "the top", "object");
	assert_refused("{}", "/name", "missing");
	assert_refused("{\"name\": 1}", "/name", "string");
	assert_refused("{\"name\": \"\\u001b[2J\"}", "/name", "unprintable");
	assert_refused("{\"name\": \"x\", \"legs\": [{\"name\": \"l\", \"toes\": [\"\\u202e\"]}]}",
	               "/legs/0/toes/0", "unprintable");
	assert_refused("{\"name\": \"x\", \"nmae\": 1}", "/nmae", "unknown");
	assert_refused("{\"name\": \"x\", \"a/b~c\": 1}", "/a~1b~0c", "unknown");
	assert_refused("{\"name\": \"x\", \"age\": -1}", "/age", "non-negative");
	assert_refused("{\"name\": \"x\", \"age\": 1.5}", "/age", "integer");
	assert_refused("{\"name\": \"x\", \"tame\": 1}", "/tame", "true or false");
	assert_refused("{\"name\": \"x\", \"size\": \"huge\"}", "/size", "unknown value");
	assert_refused("{\"name\": \"x\", \"size\": \"huge\"}", "/size",
	               "use one of: small, large");
	assert_refused("{\"name\": \"x\", \"first\": {}}", "/first/name", "missing");
	assert_refused("{\"name\": \"x\", \"legs\": {}}", "/legs", "list");
	assert_refused("{\"name\": \"x\", \"legs\": [{\"name\": \"l\"}, 3]}", "/legs/1", "object");
	assert_refused("{\"name\": \"x\", \"legs\": [{\"name\": \"l\", \"toes\": [\"a\", 2]}]}",
	               "/legs/0/toes/1", "string");
}

/* All that was bound, and which members were written. Owned. */
static char *text_of(const struct animal *animal)
{
	json_t *object = json_from(&animal_shape, animal);
	AUTO_FREE char *dumped = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	return mem_printf("%s %#llx", dumped, (unsigned long long)animal->written);
}

/* The same text, by way of a document; NULL: it is refused. Owned. */
static char *bound_slowly(const char *text)
{
	struct animal animal;
	struct failure why;
	json_t *document;
	char *again = NULL;

	if (!json_read_text(text, strlen(text), "zoo", FAIL_CATALOG, &document, &why))
		return NULL;
	if (json_bind(document, &animal_shape, "zoo", FAIL_CATALOG, &animal, &why)) {
		again = text_of(&animal);
		json_unbind(&animal_shape, &animal);
	}
	json_decref(document);
	return again;
}

static char *bound_quickly(const char *text)
{
	AUTO_FREE char *copy = mem_strdup(text);
	struct json_lists *lists;
	struct animal animal;
	char *again;

	if (!json_bind_text(copy, &animal_shape, &animal, &lists))
		return NULL;
	again = text_of(&animal);
	json_lists_done(lists);
	return again;
}

static void what_is_bound_in_one_pass_is_the_same(void **state)
{
	static const char *const texts[] = {
		"{\"name\":\"\"}",
		" {\t\"tame\" : false\r\n,\"name\" :\"a \\\"b\\\\ \\/c\"  } \n",
		"{\"age\":0,\"name\":\"\xc3\xa9\xe2\x80\x94\",\"legs\":[ ]}",
		"{\"age\":999999999999999999,\"name\":\"x\",\"first\":{\"name\":\"f\"},"
		"\"size\":\"small\",\"tame\":true}",
		"{\"legs\":[{\"toes\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"],"
		"\"name\":\"a\"},{\"name\":\"b\",\"toes\":[]},{\"name\":\"c\"},{\"name\":\"d\"},"
		"{\"name\":\"e\"},{\"name\":\"f\"}],\"name\":\"centipede\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO_FREE char *slow = bound_slowly(texts[i]);
		AUTO_FREE char *quick = bound_quickly(texts[i]);

		assert_non_null(slow);
		assert_non_null(quick);
		assert_string_equal(quick, slow);
	}
}

/* Right but unusual, or wrong: the slow way finds out which. */
static void one_pass_leaves_the_rest_to_the_slow_way(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"name\"",
		"{\"name\":",
		"{\"name\":\"x",
		"{\"name\":\"x\"",
		"{\"name\":\"x\",}",
		"{\"name\":\"x\"} {}",
		"{\"name\":\"x\"},",
		"{\"name\":\"x\",\"name\":\"y\"}",
		"{\"name\":\"\\u0078\"}",
		"{\"name\":\"a\\nb\"}",
		"{\"name\":\"a\nb\"}",
		"{\"name\":\"\\",
		"{\"name\":\"\xc3\"}",
		"{\"name\":\"\xe2\x80\xae\"}",
		"{\"name\":null}",
		"{\"name\":\"x\",\"age\":-1}",
		"{\"name\":\"x\",\"age\":01}",
		"{\"name\":\"x\",\"age\":1.0}",
		"{\"name\":\"x\",\"age\":1e3}",
		"{\"name\":\"x\",\"age\":1234567890123456789}",
		"{\"name\":\"x\",\"age\":}",
		"{\"name\":\"x\",\"age\":1",
		"{\"name\":\"x\",\"tame\":truth}",
		"{\"name\":\"x\",\"tame\":fals",
		"{\"name\":\"x\",\"size\":\"huge\"}",
		"{\"name\":\"x\",\"nmae\":1}",
		"{\"name\":\"x\",\"first\":{}}",
		"{\"name\":\"x\",\"legs\":[{\"name\":\"l\"},3]}",
		"{\"name\":\"x\",\"legs\":[{\"name\":\"l\",\"toes\":[\"a\",]}]}",
		"{\"name\":\"x\",\"legs\":[{\"name\":\"l\",\"toes\":[\"a\"",
		"\xef\xbb\xbf{\"name\":\"x\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_null(bound_quickly(texts[i]));
}

struct told {
	struct json_problems problems;
	char pointers[256];
};

static void note_pointer(struct json_problems *problems, const char *pointer, const char *problem)
{
	struct told *told = (struct told *)problems;
	size_t used = strlen(told->pointers);

	assert_true(problem[0] != '\0');
	snprintf(told->pointers + used, sizeof(told->pointers) - used, "%s ", pointer);
}

static void all_problems_are_told_and_the_rest_is_bound(void **state)
{
	static const char text[] =
	        "{\"nmae\": 1, \"age\": -1, \"tame\": true, \"size\": \"huge\", \"legs\": "
	        "[{\"name\": \"left\", \"toes\": [\"a\", 2, \"c\"]}, 3, {\"name\": \"right\"}]}";
	struct told told = { { note_pointer, 0 }, "" };
	struct animal animal;
	struct failure why;
	json_t *document;

	(void)state;
	assert_true(json_read_text(text, strlen(text), "zoo", FAIL_CATALOG, &document, &why));
	json_bind_all(document, &animal_shape, &told.problems, &animal);
	assert_string_equal(told.pointers, "/nmae /age /size /legs/0/toes/1 /legs/1 /name ");
	assert_int_equal(told.problems.count, 6);
	assert_null(animal.name);
	assert_true(animal.tame);
	assert_int_equal(animal.size, SIZE_SMALL);
	assert_int_equal(animal.leg_count, 3);
	assert_string_equal(animal.legs[0].toes[2], "c");
	assert_string_equal(animal.legs[0].toes[1], "");
	assert_string_equal(animal.legs[2].name, "right");
	json_unbind(&animal_shape, &animal);
	json_decref(document);
}

static void a_pointer_longer_than_any_name_is_cut(void **state)
{
	enum { KEY = 1000 };
	char text[KEY + 32] = "{\"name\": \"x\", \"";
	struct animal animal;
	struct failure why;
	json_t *document;

	(void)state;
	memset(text + strlen(text), '/', KEY);
	strcat(text, "\": 1}");
	assert_true(json_read_text(text, strlen(text), "zoo", FAIL_CATALOG, &document, &why));
	assert_false(json_bind(document, &animal_shape, "zoo", FAIL_CATALOG, &animal, &why));
	assert_non_null(strstr(why.text, "/~1~1"));
	assert_non_null(strstr(why.text, "unknown"));
	json_decref(document);
}

static void assert_no_json(const char *text, size_t size)
{
	struct failure why;
	json_t *document;

	assert_false(json_read_text(text, size, "zoo", FAIL_VERIFY, &document, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "'zoo'"));
}

static void what_is_no_json_is_refused(void **state)
{
	static const char twice[] = "{\"a\": 1, \"a\": 2}";
	static const char two[] = "{} {}";
	static const char nul[] = "{\"a\": \"x\\u0000y\"}";

	(void)state;
	assert_no_json("", 0);
	assert_no_json("{", 1);
	assert_no_json("{}\0{}", 5);
	assert_no_json(twice, strlen(twice));
	assert_no_json(two, strlen(two));
	assert_no_json(nul, strlen(nul));
	assert_no_json("{\"a\": \"\xff\"}", 9);
}

static void nesting_without_end_is_refused(void **state)
{
	enum { DEPTH = 100000 };
	char *text = test_malloc(DEPTH);

	(void)state;
	memset(text, '[', DEPTH);
	assert_no_json(text, DEPTH);
	test_free(text);
}

static void files_that_cannot_be_read_are_named(void **state)
{
	struct failure why;
	json_t *document;

	(void)state;
	assert_false(json_read_file("/nonexistent.json", FAIL_CATALOG, &document, &why));
	assert_non_null(strstr(why.text, "/nonexistent.json"));
	assert_false(json_read_file("/tmp", FAIL_CATALOG, &document, &why));
	assert_int_equal(why.kind, FAIL_CATALOG);
}

TEST_MAIN(TEST(everything_reaches_its_place), TEST(a_struct_becomes_an_object_with_every_member),
          TEST(a_document_is_written_as_people_write_it),
          TEST(what_is_longer_than_a_line_is_broken),
          TEST(texts_outlive_the_document_once_they_are_kept),
          TEST(what_is_bound_in_one_pass_is_the_same),
          TEST(one_pass_leaves_the_rest_to_the_slow_way),
          TEST(what_has_the_wrong_shape_is_told_with_its_place),
          TEST(all_problems_are_told_and_the_rest_is_bound),
          TEST(a_pointer_longer_than_any_name_is_cut), TEST(what_is_no_json_is_refused),
          TEST(nesting_without_end_is_refused), TEST(files_that_cannot_be_read_are_named))
