/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workspaces sealed for rest and opened again, killed before every change of the disk. */
#include "pipeline/autoptr.h"
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"
#include "pipeline/seal.h"
#include "pipeline/vaultpack.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"
#include "tests/tools/kill_at.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>

/* Hundreds of small workspaces: in memory, where there is such a place. */
static void memory_folder_make(void)
{
  folder = g_strdup("/dev/shm/bm-test-XXXXXX");
  if (g_mkdtemp(folder) != NULL)
    return;
  g_clear_pointer(&folder, g_free);
  folder_make();
}

TestSuite(seal, .timeout = 240, .init = memory_folder_make, .fini = folder_remove);

static BmLocks locks;
static BmUnlock *unlock;

static void keys_make(void)
{
  if (unlock != NULL)
    return;
  unlock = g_new0(BmUnlock, 1);
  unlock->n_keys = 1;
  bm_crypt_pair(unlock->public[0], &unlock -> secret[0]);
  locks = (BmLocks){.n = 1, .n_keys = 1};
  memcpy(locks.lock[0].public[0], unlock -> public[0], BM_KEY_BYTES);
}

static void keys_forget(void)
{
  g_clear_pointer(&unlock, bm_unlock_free);
}

/* --- a workspace with names everywhere */

static void put(const char *ws, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename(ws, name, NULL);
  g_autofree char *below = g_path_get_dirname(path);
  struct timespec times[2] = {{.tv_sec = 1700000000, .tv_nsec = 5}, {.tv_sec = 1700000000}};
  times[1] = times[0];
  cr_assert_eq(g_mkdir_with_parents(below, 0755), 0);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
  cr_assert_eq(chmod(path, (mode_t)mode), 0);
  cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static const char *const plain_files[] = {"procedure/roster.csv",
                                          "inbox/Школа 5/9А/Незнамов.tif",
                                          "review/f000001.p0001-mask-0.png",
                                          "results/Школа 5/list.html",
                                          "spool/store/f000001/f000001.p0001.upright.png",
                                          "vault/originals/f000001",
                                          "rejected/Школа 5/x.pdf",
                                          "notes of the coordinator.txt",
                                          "forms/form-1/v1-clean.png"};

static char *workspace_new(const char *name)
{
  g_autoptr(GError) error = NULL;
  char *ws = folder_path(name);
  assert_ok(bm_workspace_make(ws, &error), error);
  put(ws, "blindmark.conf", "[round]\nseed=0\n", 0640);
  for (guint i = 0; i < G_N_ELEMENTS(plain_files); i++) {
    g_autofree char *text = g_strdup_printf("Незнамов Иван, %s, %u", plain_files[i], i);
    put(ws, plain_files[i], text, i % 2 == 0 ? 0644 : 0600);
  }
  put(ws, "sorted/K10/582-100-001.pdf", "a work", 0644);
  put(ws, "spool/lock", "", 0600);
  put(ws, "procedure/empty.csv", "", 0644);
  g_autofree char *link = g_build_filename(ws, "results", "last", NULL);
  g_autofree char *empty = g_build_filename(ws, "inbox", "Школа 6", NULL);
  cr_assert_eq(symlink("Школа 5/list.html", link), 0);
  cr_assert_eq(g_mkdir(empty, 0750), 0);
  g_autoptr(BmKeymap) keymap = bm_keymap_open(ws, 5, &error);
  assert_ok(keymap != NULL, error);
  assert_ok(bm_keymap_source_add(keymap, "f000001", "Школа 5/9А/Незнамов.tif", 1, 2, &error),
            error);
  g_autoptr(BmLedger) ledger = bm_ledger_open(ws, &error);
  assert_ok(ledger != NULL, error);
  return ws;
}

/* "path type mode time digest" a line; what the vault itself keeps is left out. */
static void tree_list(GString *list, const char *ws, const char *below)
{
  g_autofree char *full = g_build_filename(ws, below, NULL);
  g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    g_ptr_array_add(names, g_build_filename(below, name, NULL));
  for (guint i = 0; i < names->len; i++) {
    const char *path = names->pdata[i];
    g_autofree char *at = g_build_filename(ws, path, NULL), *text = NULL, *sum = NULL;
    struct stat st;
    gsize n = 0;
    if (bm_pack_is_kept(path) || g_str_has_prefix(path, "vault/keymap.db-"))
      continue;
    cr_assert_eq(lstat(at, &st), 0);
    if (S_ISREG(st.st_mode) && g_file_get_contents(at, &text, &n, NULL))
      sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, n);
    gboolean has_time = S_ISREG(st.st_mode) && strstr(path, "keymap") == NULL;
    g_string_append_printf(list, "%s %o %ld.%ld %s\n", path, st.st_mode,
                           has_time ? (long)st.st_mtim.tv_sec : 0,
                           has_time ? (long)st.st_mtim.tv_nsec : 0, sum != NULL ? sum : "-");
    if (S_ISDIR(st.st_mode))
      tree_list(list, ws, path);
  }
}

static int line_order(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *tree_of(const char *ws)
{
  g_autoptr(GString) list = g_string_new(NULL);
  tree_list(list, ws, "");
  g_auto(GStrv) lines = g_strsplit(list->str, "\n", -1);
  qsort(lines, g_strv_length(lines), sizeof *lines, line_order);
  return g_strjoinv("\n", lines);
}

/* --- what is done to it, also in a process that is killed */

static gboolean do_seal(gpointer ws)
{
  BmSealTold told;
  return bm_seal_rest(ws, &locks, &told, NULL);
}

static gboolean do_unseal(gpointer ws)
{
  BmSealTold told;
  return bm_unseal_rest(ws, unlock, &told, NULL);
}

static void seal_ok(const char *ws, BmSealTold *told)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_seal_rest(ws, &locks, told, &error), error);
}

static void unseal_ok(const char *ws)
{
  g_autoptr(GError) error = NULL;
  BmSealTold told;
  assert_ok(bm_unseal_rest(ws, unlock, &told, &error), error);
}

/* The log of the key map lies in the file, as after any clean end. */
static char *settled_tree(const char *ws)
{
  BmSealTold told;
  seal_ok(ws, &told);
  unseal_ok(ws);
  return tree_of(ws);
}

static gboolean bytes_hold(const char *path, const char *name)
{
  g_autofree char *text = NULL;
  gsize n = 0;
  return g_file_get_contents(path, &text, &n, NULL) &&
         memmem(text, n, name, strlen(name)) != NULL;
}

static guint names_count(const char *path)
{
  /* long enough not to come up by chance in what looks random */
  static const char *const names[] = {"Незнамов", "Школа", "roster"};
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    n += strstr(path, names[i]) != NULL;
    n += !g_file_test(path, G_FILE_TEST_IS_DIR) && bytes_hold(path, names[i]);
  }
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *below = g_build_filename(path, name, NULL);
    n += names_count(below);
  }
  return n;
}

/* --- tests */

Test(seal, everything_that_names_somebody_goes_and_comes_back_as_it_was)
{
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws"), *before = settled_tree(ws);
  seal_ok(ws, &told);
  cr_expect_eq(told.files, G_N_ELEMENTS(plain_files) + 4); /* and settings, table, link, map */
  cr_expect_eq(told.links, 1);
  cr_expect_eq(names_count(ws), 0);
  cr_expect(bm_seal_is_at_rest(ws));
  unseal_ok(ws);
  g_autofree char *after = tree_of(ws);
  cr_expect_str_eq(after, before);
  cr_expect_not(bm_seal_is_at_rest(ws));
  keys_forget();
}

Test(seal, what_lies_plain_in_a_sealed_round_is_counted)
{
  BmSealTold told;
  guint n = 99;
  g_autoptr(GError) error = NULL;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  seal_ok(ws, &told);
  assert_ok(bm_seal_plain(ws, &n, &error), error);
  cr_expect_eq(n, 0);
  put(ws, "inbox/Школа 5/9А/Незнамов.tif", "another scan", 0644);
  put(ws, "vault/rest/" BM_SEAL_DRAFT, "Незнамов", 0600);
  assert_ok(bm_seal_plain(ws, &n, &error), error);
  cr_expect_eq(n, 2);
  keys_forget();
}

/* Without it unsealing would end well, and the round lack what was in it. */
Test(seal, a_pack_that_is_missing_is_told)
{
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  static const char *const names[] = {"p000002", "p000001"}; /* the last, the first */
  seal_ok(ws, &told);
  put(ws, "inbox/Школа 5/9А/another.tif", "another scan", 0644);
  seal_ok(ws, &told);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) whole = NULL, error = NULL;
    g_autofree char *place = bm_seal_pack_place(ws, names[i]);
    g_autofree char *aside = folder_path("aside");
    assert_ok(bm_seal_packs_are_all(ws, &whole), whole);
    cr_assert_eq(rename(place, aside), 0);
    assert_fails_with(bm_seal_packs_are_all(ws, &error), error, "sealed_missing");
    cr_expect(strstr(error->message, names[i]) != NULL, "%s", error->message);
    cr_assert_eq(rename(aside, place), 0);
  }
  unseal_ok(ws);
  keys_forget();
}

/* Whoever drops a scan there gives it the folder's group. */
Test(seal, folders_of_groups_stay_so)
{
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  static const char *const shared[] = {"inbox", "inbox/Школа 5", "inbox/Школа 5/9А"};
  for (guint i = 0; i < G_N_ELEMENTS(shared); i++) {
    g_autofree char *path = g_build_filename(ws, shared[i], NULL);
    cr_assert_eq(chmod(path, 02770), 0);
  }
  seal_ok(ws, &told);
  unseal_ok(ws);
  for (guint i = 0; i < G_N_ELEMENTS(shared); i++) {
    g_autofree char *path = g_build_filename(ws, shared[i], NULL);
    struct stat st;
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 02770, "%s: %o", shared[i], st.st_mode & 07777);
  }
  keys_forget();
}

Test(seal, commands_refuse_and_make_no_other_key_map)
{
  BmSealTold told;
  g_autoptr(GError) check = NULL, opened = NULL;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  g_autofree char *keymap = g_build_filename(ws, "vault", "keymap.db", NULL);
  seal_ok(ws, &told);
  assert_fails_with(bm_workspace_check(ws, &check), check, "vault_sealed");
  assert_fails_with(bm_keymap_open(ws, 0, &opened), opened, "vault_sealed");
  cr_expect_not(g_file_test(keymap, G_FILE_TEST_EXISTS));
  keys_forget();
}

Test(seal, a_command_that_is_at_work_is_not_locked_out)
{
  BmSealTold told;
  g_autoptr(GError) error = NULL;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  g_autoptr(BmKeymap) keymap = bm_keymap_open(ws, 0, &error);
  assert_ok(keymap != NULL, error);
  cr_expect_not(bm_seal_rest(ws, &locks, &told, &error));
  assert_fails_with(FALSE, error, "workspace_busy");
  cr_expect_not(bm_seal_is_at_rest(ws));
  keys_forget();
}

/* A scan that comes under the name of one that is sealed is another scan. */
Test(seal, what_is_dropped_meanwhile_is_sealed_too_and_replaces_nothing)
{
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  seal_ok(ws, &told);
  put(ws, "inbox/Школа 5/9А/Незнамов.tif", "another scan", 0644);
  seal_ok(ws, &told);
  cr_expect_eq(told.files, 1);
  cr_expect_eq(names_count(ws), 0);
  put(ws, "inbox/Школа 5/9А/Незнамов.tif", "a third", 0644);
  unseal_ok(ws);
  static const char *const texts[] = {
      "a third", "Незнамов Иван, inbox/Школа 5/9А/Незнамов.tif, 1", "another scan"};
  static const char *const names[] = {"Незнамов.tif", "Незнамов.2.tif", "Незнамов.3.tif"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(ws, "inbox/Школа 5/9А", names[i], NULL),
                    *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", names[i]);
    cr_expect_str_eq(text, texts[i]);
  }
  keys_forget();
}

Test(seal, a_file_that_is_being_written_is_left_and_told)
{
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws");
  g_autofree char *fresh = g_build_filename(ws, "inbox", "scan.tif", NULL);
  g_autofree char *open_one = g_build_filename(ws, "results", "log.txt", NULL);
  cr_assert(g_file_set_contents(fresh, "half of a page", -1, NULL));
  cr_assert(g_file_set_contents(open_one, "half of a table", -1, NULL));
  int fd = open(open_one, O_WRONLY | O_CLOEXEC);
  seal_ok(ws, &told);
  cr_expect_eq(told.busy, 2);
  cr_expect(g_file_test(fresh, G_FILE_TEST_EXISTS));
  cr_expect(g_file_test(open_one, G_FILE_TEST_EXISTS));
  close(fd);
  keys_forget();
}

Test(seal, killed_before_any_change_of_the_disk_sealing_ends_as_if_nothing_had_been)
{
  gboolean is_good = FALSE, is_killed = TRUE;
  int n = 0;
  keys_make();
  g_autofree char *model = workspace_new("model"), *before = settled_tree(model);
  for (; is_killed; n++) {
    g_autofree char *name = g_strdup_printf("ws%d", n), *ws = workspace_new(name);
    is_killed = killed_at(n, do_seal, ws, &is_good);
    cr_assert(is_killed || is_good);
    if (n % 3 != 0) { /* else straight back to work */
      BmSealTold told;
      cr_assert_neq(killed_at(n * 7919 % 90, do_seal, ws, &is_good), -1);
      seal_ok(ws, &told);
      cr_assert_eq(names_count(ws), 0, "killed at %d", n);
    }
    if (bm_seal_is_at_rest(ws) || n % 3 != 0)
      unseal_ok(ws);
    else
      g_free(settled_tree(ws));
    g_autofree char *after = tree_of(ws);
    cr_assert_str_eq(after, before, "killed at %d: %s\n%s", n, after, before);
    bm_folder_remove(ws);
  }
  cr_expect_gt(n, 60, "only %d places", n);
  keys_forget();
}

Test(seal, killed_before_any_change_of_the_disk_unsealing_ends_as_if_nothing_had_been)
{
  gboolean is_good = FALSE, is_killed = TRUE;
  int n = 0;
  keys_make();
  g_autofree char *model = workspace_new("model"), *before = settled_tree(model);
  for (; is_killed; n++) {
    BmSealTold told;
    g_autofree char *name = g_strdup_printf("ws%d", n), *ws = workspace_new(name);
    seal_ok(ws, &told);
    is_killed = killed_at(n, do_unseal, ws, &is_good);
    cr_assert(is_killed || is_good);
    if (n % 3 == 1) { /* the coordinator thinks better of it */
      seal_ok(ws, &told);
      cr_assert_eq(names_count(ws), 0, "killed at %d", n);
    } else if (n % 3 == 2)
      killed_at(n * 7919 % 60, do_unseal, ws, &is_good);
    unseal_ok(ws);
    g_autofree char *after = tree_of(ws);
    cr_assert_str_eq(after, before, "killed at %d", n);
    bm_folder_remove(ws);
  }
  cr_expect_gt(n, 30, "only %d places", n);
  keys_forget();
}

/* --- originals */

static gint64 time_of(const char *ws, const char *name)
{
  struct stat st;
  g_autofree char *path = g_build_filename(ws, name, NULL);
  cr_assert_eq(stat(path, &st), 0);
  return st.st_mtim.tv_sec;
}

Test(seal, an_original_is_sealed_by_itself_and_never_missing)
{
  gboolean is_killed = TRUE;
  keys_make();
  for (int n = 0; is_killed; n++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("ws%d", n), *ws = workspace_new(name);
    g_autofree char *plain = g_build_filename(ws, "vault/originals/f000001", NULL);
    g_autofree char *copy = g_build_filename(ws, "copy", NULL), *text = NULL, *was = NULL;
    cr_assert(g_file_get_contents(plain, &was, NULL, NULL));
    pid_t pid = fork();
    if (pid == 0) {
      kill_at = n;
      _exit(bm_seal_original(ws, &locks, "f000001", NULL) ? 0 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    is_killed = WIFSIGNALED(status);
    cr_assert(is_killed || WEXITSTATUS(status) == 0);
    assert_ok(bm_seal_original(ws, &locks, "f000001", &error), error);
    cr_assert_not(g_file_test(plain, G_FILE_TEST_EXISTS));
    cr_assert_eq(time_of(ws, "vault/sealed/f000001"), 946684800,
                 "it tells when it was scanned");
    assert_ok(bm_unseal_original(ws, unlock, "f000001", copy, &error), error);
    cr_assert(g_file_get_contents(copy, &text, NULL, NULL));
    cr_assert_str_eq(text, was);
    bm_folder_remove(ws);
  }
  keys_forget();
}

/* --- packs from strangers */

static void pack_forge(const char *ws, const char *name, const BmEntry *entries, guint n,
                       const char *content)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *place = bm_seal_pack_place(ws, name);
  g_autofree char *label = g_strconcat("rest/", name, NULL);
  int fd = open(place, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, &locks, label, &error);
  for (guint i = 0; i < n; i++) {
    guint8 head[31] = {0};
    head[0] = (guint8)entries[i].type;
    head[1] = (guint8)strlen(entries[i].path);
    head[3] = (guint8)entries[i].mode;
    head[23] = (guint8)entries[i].size;
    assert_ok(bm_sealer_add(sealer, head, sizeof head, &error), error);
    assert_ok(bm_sealer_add(sealer, entries[i].path, strlen(entries[i].path), &error), error);
    assert_ok(bm_sealer_add(sealer, content, entries[i].size, &error), error);
  }
  assert_ok(bm_sealer_end(sealer, &error), error);
  close(fd);
}

Test(seal, a_forged_pack_writes_nowhere_but_where_packs_may)
{
  static const char *const bad[] = {
      "../out", "/etc/out",     "inbox/../../out", "a//b",
      ".",      "sorted/x.pdf", "ledger.db",       "vault/keys/keys.json"};
  keys_make();
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    BmSealTold told;
    g_autofree char *name = g_strdup_printf("ws%u", i), *ws = workspace_new(name);
    g_autofree char *out = folder_path("out");
    BmEntry entry = {.type = 'f', .path = (char *)bad[i], .mode = 0644 & 0xFF, .size = 4};
    seal_ok(ws, &told);
    pack_forge(ws, "p000009", &entry, 1, "evil");
    cr_assert_not(bm_unseal_rest(ws, unlock, &told, &error));
    assert_fails_with(FALSE, error, "sealed_damaged");
    cr_expect_not(g_file_test(out, G_FILE_TEST_EXISTS));
    cr_expect(bm_seal_is_at_rest(ws), "the packs stay");
  }
  keys_forget();
}

Test(seal, a_forged_link_is_not_followed)
{
  g_autoptr(GError) error = NULL;
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws"), *out = folder_path("target");
  g_autofree char *there = g_build_filename(out, "file", NULL);
  cr_assert_eq(g_mkdir(out, 0700), 0);
  g_autofree char *content = g_strdup(out);
  BmEntry entries[] = {{.type = 'l', .path = "forms/a", .mode = 0, .size = strlen(content)},
                       {.type = 'f', .path = "forms/a/file", .mode = 0, .size = 4}};
  seal_ok(ws, &told);
  pack_forge(ws, "p000009", entries, 2, content);
  cr_expect_not(bm_unseal_rest(ws, unlock, &told, &error));
  cr_expect_not_null(error);
  cr_expect_not(g_file_test(there, G_FILE_TEST_EXISTS));
  keys_forget();
}

Test(seal, a_damaged_pack_is_told_and_the_round_stays_sealed)
{
  g_autoptr(GError) error = NULL;
  BmSealTold told;
  keys_make();
  g_autofree char *ws = workspace_new("ws"), *place = bm_seal_pack_place(ws, "p000001");
  seal_ok(ws, &told);
  int fd = open(place, O_RDWR | O_CLOEXEC);
  cr_assert_eq(ftruncate(fd, 500), 0);
  close(fd);
  cr_expect_not(bm_unseal_rest(ws, unlock, &told, &error));
  assert_fails_with(FALSE, error, "sealed_truncated");
  cr_expect(bm_seal_is_at_rest(ws));
  keys_forget();
}
