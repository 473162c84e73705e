#include "app/folder/rescue_folder.h"

#include "app/event.h"
#include "app/folder/new_folder.h"
#include "app/folder/previous.h"
#include "app/folder/server_files.h"
#include "app/order/card.h"
#include "app/summary.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "guide/cardfile.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The TFTP server that reads them is another user: whatever the umask is. */
enum { FILE_MODE = 0644, SCRIPT_MODE = 0755, OTHERS_MASK = 022, NAME_MAX_KEPT = 200 };

/* A folder on its way. */
struct rescue_folder {
	const struct order *order;
	struct new_folder folder;
	struct manifest_file *listed;
	size_t *slots;            /* of the inputs: whose content each of the listed has */
	struct manifest manifest; /* what is reported */
	char **texts;             /* which that points to */
	size_t text_count;
};

enum { TEXTS_A_FILE = 3 };

static char *keep(struct rescue_folder *folder, char *text)
{
	return folder->texts[folder->text_count++] = text;
}

/* A file whose name does not matter keeps its own, without what no shell or server likes. */
static char *own_name(const struct input *file)
{
	char *name = mem_printf("%.*s", NAME_MAX_KEPT, file->firmware.name);
	char *dot;

	for (char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("._-+", *c))
			*c = '_';
	}
	if (name[0] == '.' || name[0] == '-')
		name[0] = '_';
	dot = strrchr(name, '.');
	if (file->content.changed && file->slot->transform == TRANSFORM_UNPACK && dot)
		*dot = '\0';
	return name;
}

static char *name_of(const struct input *file)
{
	const struct slot *slot = file->slot;
	AUTO_FREE char *path = NULL;

	if (!slot->name)
		return own_name(file);
	path = file_in(slot->directory, slot->name);
	return mem_strdup(path + 1);
}

static void list(struct rescue_folder *folder, size_t slot, char *name)
{
	const struct input *file = folder->order->inputs.by_slot[slot];
	const size_t i = folder->manifest.file_count++;

	folder->slots[i] = slot;
	folder->listed[i] = (struct manifest_file){
		.path = keep(folder, name),
		.size = file->content.size,
		.sha256 = *input_sha256(file),
		.address = keep(folder, input_address(file)),
		.vouched = keep(folder, input_authenticated_by(file)),
		.model = input_model(file),
	};
}

/* A single file lies there under every name that the router may ask for. */
static void promise(struct rescue_folder *folder)
{
	const struct inputs *inputs = &folder->order->inputs;
	const struct network *network = &inputs->recipe->network;
	const size_t others = inputs->count == 1 ? network->asked_as_count : 0;
	const size_t most = inputs->count + others;

	folder->texts = mem_zalloc(1 + TEXTS_A_FILE * most, sizeof(char *));
	folder->listed = mem_zalloc(most, sizeof(*folder->listed));
	folder->slots = mem_zalloc(most, sizeof(*folder->slots));
	folder->manifest = (struct manifest){
		.recipe = keep(folder,
		               mem_printf("%s/%s", inputs->recipe->vendor, inputs->recipe->model)),
		.files = folder->listed,
	};
	for (size_t i = 0; i < inputs->count; i++)
		list(folder, i, name_of(inputs->by_slot[i]));
	for (size_t i = 0; i < others; i++)
		list(folder, 0, mem_strdup(network->asked_as[i]));
}

static void rescue_folder_done(struct rescue_folder *folder)
{
	for (size_t i = 0; i < folder->text_count; i++)
		free(folder->texts[i]);
	free(folder->texts);
	free(folder->listed);
	free(folder->slots);
	new_folder_done(&folder->folder);
}

/* Read back from the disk, where it can be: what is cached was never doubtful. */
static bool prove(int fd, const struct manifest_file *file, struct failure *why)
{
	struct digest digest;
	void *map;

	if (fsync(fd) < 0)
		return fail_errno(why, FAIL_IO, "writing '%s'", file->path);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	map = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return fail_errno(why, FAIL_IO, "reading back '%s'", file->path);
	digest = digest_of(DIGEST_SHA256, (struct bytes){ map, file->size });
	munmap(map, file->size);
	return digest_equal(&digest, &file->sha256) ||
	       fail(why, FAIL_VERIFY, "'%s' does not hold what was written", file->path);
}

static bool put_file(const struct rescue_folder *folder, size_t i, struct failure *why)
{
	const struct manifest_file *file = &folder->listed[i];
	const int from = folder->order->inputs.by_slot[folder->slots[i]]->content.fd;
	AUTO_CLOSE int fd = new_folder_create(&folder->folder, file->path, why);

	if (fd < 0)
		return false;
	if (!file_copy_at(from, 0, fd, 0, file->size))
		return interrupt_check(why) && fail_errno(why, FAIL_IO, "writing '%s'", file->path);
	return prove(fd, file, why);
}

static bool put_sums(const struct rescue_folder *folder, struct failure *why)
{
	AUTO_CLOSE int fd = new_folder_create(&folder->folder, FOLDER_SUMS, why);

	for (size_t i = 0; fd >= 0 && i < folder->manifest.file_count; i++) {
		char hex[DIGEST_HEX];

		digest_to_hex(&folder->listed[i].sha256, hex);
		if (dprintf(fd, "%s  %s\n", hex, folder->listed[i].path) < 0)
			return fail_errno(why, FAIL_IO, "writing '" FOLDER_SUMS "'");
	}
	return fd >= 0 && (fsync(fd) == 0 || fail_errno(why, FAIL_IO, "writing '" FOLDER_SUMS "'"));
}

static bool put_card(const struct rescue_folder *folder, const char *name, struct failure *why)
{
	AUTO_FREE struct guide_file *made = order_card_files(&folder->manifest);
	const struct guide_card card = {
		.recipe = folder->order->recipe,
		.file = folder->listed[0].path,
		.made = made,
		.made_count = folder->manifest.file_count,
	};
	AUTO_CLOSE int fd = new_folder_create(&folder->folder, name, why);

	return fd >= 0 && cardfile_put(fd, name, &card, why);
}

static void write_settings(FILE *to, const struct rescue_folder *folder)
{
	server_files_settings(to, folder->order->recipe, folder->listed[0].path);
}

static void write_script(FILE *to, const struct rescue_folder *folder)
{
	server_files_script(to, folder->order->recipe);
}

static bool put_text(const struct rescue_folder *folder, const char *name, mode_t mode,
                     void (*write)(FILE *to, const struct rescue_folder *folder),
                     struct failure *why)
{
	AUTO_CLOSE int fd = new_folder_create(&folder->folder, name, why);
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to;

	if (fd < 0)
		return false;
	to = mem_text_begin(&text, &size);
	write(to, folder);
	mem_text_end(to, &text);
	return (file_write(fd, text, size) && fchmod(fd, mode) == 0 && fsync(fd) == 0) ||
	       fail_errno(why, FAIL_IO, "writing '%s'", name);
}

static bool put_server(const struct rescue_folder *folder, struct failure *why)
{
	return !server_files_help(folder->order->recipe) ||
	       (put_text(folder, FOLDER_SETTINGS, FILE_MODE, write_settings, why) &&
	        put_text(folder, FOLDER_SERVE, SCRIPT_MODE, write_script, why));
}

static bool put_all(struct rescue_folder *folder, struct failure *why)
{
	if (!new_folder_begin(&folder->folder, why))
		return false;
	for (size_t i = 0; i < folder->manifest.file_count; i++) {
		if (!put_file(folder, i, why))
			return false;
	}
	return put_sums(folder, why) && put_card(folder, FOLDER_PAGE, why) &&
	       put_card(folder, FOLDER_CARD, why) && put_server(folder, why);
}

static bool fill(struct rescue_folder *folder, struct failure *why)
{
	const mode_t mask = umask(OTHERS_MASK);
	const bool filled = put_all(folder, why);

	umask(mask);
	return filled;
}

static void report(const struct rescue_folder *folder, enum ui_event_kind kind, struct ui *ui)
{
	const struct summary summary = {
		.manifest = &folder->manifest,
		.recipe = folder->order->recipe,
		.inputs = &folder->order->inputs,
		.output = folder->folder.path,
	};

	ui_event(ui, &(struct ui_event){ .kind = kind, .job = { .summary = &summary } });
}

/* The first of the folders above that other users may not pass through. */
static void warn_of_closed_parent(const char *path, struct ui *ui)
{
	AUTO_FREE char *parent = realpath(path, NULL);
	struct stat st;

	for (char *slash = parent; slash && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (stat(parent, &st) == 0 && !(st.st_mode & S_IXOTH)) {
			ui_warning(ui,
			           "'%s' does not let other users in, and most TFTP servers run as "
			           "another user; 'chmod o+x' it, or choose another folder",
			           parent);
			return;
		}
		*slash = '/';
	}
}

static bool make(struct rescue_folder *folder, struct ui *ui, struct failure *why)
{
	const struct request *request = &folder->order->request;

	promise(folder);
	report(folder, EVENT_PLAN, ui);
	if (request->consent.dry_run) {
		report(folder, EVENT_DRY_RUN, ui);
		return true;
	}
	if (!fill(folder, why) ||
	    !new_folder_publish(&folder->folder, request->target.replace, why))
		return false;
	warn_of_closed_parent(folder->folder.path, ui);
	report(folder, EVENT_RESULT, ui);
	return true;
}

bool rescue_folder_make(struct order *order, struct ui *ui, struct failure *why)
{
	const struct request_target *target = &order->request.target;
	struct rescue_folder folder = { .order = order };
	bool good = new_folder_check(&folder.folder, target->output_dir, target->replace, why) &&
	            order_prepare_files(order, false, &ui->progress, why) &&
	            order_check_files(order, ui, why) && make(&folder, ui, why);

	rescue_folder_done(&folder);
	return good;
}
