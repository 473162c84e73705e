/* The given files, from their paths until they are given back. */
#include "base/mem.h"
#include "cli/order/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A name with '=' in it is a file where there is one, else NAME=FILE. */
static const char *split(struct order_files *files, size_t index, const char *path)
{
	const char *equals = access(path, F_OK) == 0 ? NULL : strchr(path, '=');

	if (!equals)
		return path;
	files->names[index] = mem_printf("%.*s", (int)(equals - path), path);
	files->given[index].for_name = files->names[index];
	return equals + 1;
}

static void take_all(void *context)
{
	struct order_files *files = context;

	files->all_taken = true;
	for (size_t i = 0; files->all_taken && i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		files->all_taken = firmware_take(&file->taken, file->path, &files->untaken);
	}
}

void files_start(struct order_files *out, const char *const *paths, size_t count)
{
	*out = (struct order_files){
		.given = mem_zalloc(count + 1, sizeof(*out->given)),
		.given_count = count,
		.wanted = mem_zalloc(count + 1, sizeof(struct order_file *)),
		.names = mem_zalloc(count + 1, sizeof(char *)),
	};
	for (size_t i = 0; i < count; i++) {
		out->given[i].path = split(out, i, paths[i]);
		out->given[i].taken.fd = -1;
	}
	job_start(&out->taking, take_all, out);
}

bool files_open(struct order_files *files, const struct knowledge *knowledge,
                const struct options *options, struct failure *why)
{
	files->knowledge = knowledge;
	files->options = options;
	job_wait(&files->taking);
	if (!files->all_taken) {
		*why = files->untaken;
		return false;
	}
	for (size_t i = 0; i < files->given_count; i++) {
		struct order_file *file = &files->given[i];

		firmware_open_content(&file->firmware, &file->taken, &knowledge->keys);
		file->taken.fd = -1;
	}
	return true;
}

void files_release(struct order_files *files)
{
	for (size_t i = 0; i < files->given_count; i++)
		firmware_release(&files->given[i].firmware);
}

void files_done(struct order_files *files)
{
	job_wait(&files->taking);
	for (size_t i = 0; i < files->given_count; i++) {
		mem_auto_close(&files->given[i].taken.fd);
		transformed_done(&files->given[i].content);
		firmware_done(&files->given[i].firmware);
	}
	for (size_t i = 0; i < files->given_count; i++)
		free(files->names[i]);
	free(files->names);
	free(files->wanted);
	free(files->given);
	*files = (struct order_files){ 0 };
}
