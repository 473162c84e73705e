/* catalog/vendorfile: a file that is read in one pass says the same as its document does. */
#include "catalog/vendorfile/vendorfile.h"

#include "base/mem.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static void ignore(struct json_problems *problems, const char *pointer, const char *problem)
{
	(void)problems;
	(void)pointer;
	(void)problem;
}

static void assert_same(const struct json_shape *shape, const void *a, const void *b)
{
	json_t *first = json_from(shape, a);
	json_t *second = json_from(shape, b);

	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
}

static void compare(const struct vendor_file *quick, const struct vendor_file *slow)
{
	assert_same(&vendor_shape, quick, slow);
	for (size_t i = 0; i < slow->model_count; i++) {
		assert_same(&recipe_shape, &quick->recipes[i], &slow->recipes[i]);
		assert_string_equal(quick->recipes[i].vendor, slow->vendor);
	}
}

/* Owned. */
static char *text_of(const char *path)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct json_written written = { 0 };
	struct failure why;

	assert_true(json_read_whole(fd, path, FAIL_CATALOG, &written, &why));
	return written.text;
}

static void each_vendors_file_is_read_in_one_pass(void **state)
{
	struct folder folder;
	struct failure why;

	(void)state;
	assert_true(folder_read(&folder, PROJECT_ROOT "/vendors", &why));
	assert_true(folder.count > 100);
	for (size_t i = 0; i < folder.count; i++) {
		AUTO_FREE char *text = text_of(folder.paths[i]);
		struct json_problems problems = { ignore, 0 };
		struct vendor_file quick;
		struct vendor_file slow;

		assert_true(vendorfile_examine(&slow, folder.paths[i], FOLDER_ANYBODY, &problems,
		                               &why));
		assert_true(vendorfile_read_text(&quick, text));
		compare(&quick, &slow);
		vendorfile_done(&quick);
		vendorfile_done(&slow);
	}
	folder_done(&folder);
}

#define VENDOR "\"vendor\":\"acme\",\"title\":\"-\","
#define MODEL "{\"model\":\"m\",\"title\":\"-\",\"label\":\"-\",\"procedure\":\"p\""
#define BEGIN \
	"{\"schema\":2," VENDOR "\"procedures\":[{\"name\":\"p\",\"method\":\"tftp-serve\"," \
	"\"instead\":\"-\",\"confidence\":\"thin\",\"confidence_basis\":\"-\",\"works_when\":\"-" \
	"\"," \
	"\"gotchas\":[\"g\"],\"network\":{\"port\":70,\"link\":{\"max_mbit\":10," \
	"\"switch_between\":true}},\"sources\":[{\"ref\":\"r\",\"kind\":\"measured\"}]}]," \
	"\"models\":[" MODEL

/* Zero, empty and the first choice, too, are what a model says itself. */
static void what_a_model_says_hides_its_procedures(void **state)
{
	AUTO_FREE char *text = mem_strdup(
	        BEGIN ",\"confidence\":\"good\",\"gotchas\":[],\"network\":{\"port\":0,\"link\":"
	              "{\"switch_between\":false}}}]}");
	struct vendor_file file;

	(void)state;
	assert_true(vendorfile_read_text(&file, text));
	assert_int_equal(file.recipes[0].confidence, CONFIDENCE_GOOD);
	assert_int_equal(file.recipes[0].gotcha_count, 0);
	assert_int_equal(file.recipes[0].network.port, 0);
	assert_false(file.recipes[0].network.link.switch_between);
	assert_int_equal(file.recipes[0].network.link.max_mbit, 10);
	assert_string_equal(file.recipes[0].works_when, "-");
	vendorfile_done(&file);
}

/* Where the slow way has something to say, the quick one says nothing. */
static void a_file_with_a_problem_is_not_read_in_one_pass(void **state)
{
	static const char *const texts[] = {
		BEGIN ",\"confidence\":\"great\"}]}",
		BEGIN ",\"layout\":\"fat32-mbr\"}]}",
		BEGIN "}," MODEL "}]}",
		"{" VENDOR "\"models\":[]}",
		"{\"schema\":3," VENDOR "\"models\":[]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO_FREE char *text = mem_strdup(texts[i]);
		struct vendor_file file;

		assert_false(vendorfile_read_text(&file, text));
	}
}

TEST_MAIN(TEST(each_vendors_file_is_read_in_one_pass), TEST(what_a_model_says_hides_its_procedures),
          TEST(a_file_with_a_problem_is_not_read_in_one_pass))
